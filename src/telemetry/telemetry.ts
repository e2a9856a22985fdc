import { EventEmitter } from "node:events";
import type { Events } from "./events.js";

/** What domain code sees: it tells what happened and never knows who listens. */
export interface Telemetry {
  emit<K extends keyof Events>(name: K, event: Events[K]): void;
}

export type Listener = <K extends keyof Events>(name: K, event: Events[K]) => void;

const CHANNEL = "event";

/** The one event bus of a process. Subscribers (the logger, the counters) are attached at the edge. */
export class TelemetryBus implements Telemetry {
  readonly #emitter = new EventEmitter();

  emit<K extends keyof Events>(name: K, event: Events[K]): void {
    this.#emitter.emit(CHANNEL, name, event);
  }

  /** Calls `listener` for every event; the returned function ends it. */
  subscribe(listener: Listener): () => void {
    this.#emitter.on(CHANNEL, listener);
    return () => this.#emitter.off(CHANNEL, listener);
  }
}

/** For code under test that has nobody to tell. */
export const silent: Telemetry = { emit: () => undefined };
