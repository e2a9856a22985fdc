import { z } from "zod";
import { type Api, type CallOptions, endpoint } from "./request.js";

/** Files that can be sent with messages. */
export class Files {
  constructor(private readonly api: Api) {}

  /** Uploads one. @returns its token, by which messages name it. */
  async upload(bytes: Uint8Array<ArrayBuffer>, filename: string, options?: CallOptions): Promise<string> {
    const form = new FormData();
    form.append("file", new Blob([bytes], { type: "text/plain" }), filename);
    const encoded = new Response(form);
    const contentType = encoded.headers.get("content-type") ?? "";
    const body = new Uint8Array(await encoded.arrayBuffer());
    const request = { ...endpoint("POST /files"), body, contentType, meter: "rest" } as const;
    const answer = z.looseObject({ fileToken: z.string() });
    return (await this.api({ ...request, answer }, options)).fileToken;
  }
}
