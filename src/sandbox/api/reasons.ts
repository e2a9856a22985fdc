import type { z } from "zod";

/** One line for each problem: where it is and what it is. */
export function reasonsOf(error: z.ZodError): string[] {
  return error.issues.map((issue) => {
    const place = issue.path.map(String).join(".");
    return place === "" ? issue.message : `${place}: ${issue.message}`;
  });
}
