import { Client, type Transport } from "../../client/client.js";

/** The API as commands use it: of a service, or of this process, which may also do the work. */
export class ApiClient extends Client {
  constructor(
    transport: Transport,
    /** The app that the API works on. */
    readonly app: string,
    signal: AbortSignal,
    private readonly startWorkers: () => void,
  ) {
    super(transport, signal);
  }

  /** Takes part in the work from now on, where no service does it. Only for commands that asked for `work`. */
  takePart(): void {
    this.startWorkers();
  }
}
