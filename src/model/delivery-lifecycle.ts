import {
  statesBefore,
  statesOf,
  type LifecycleRow,
  type StateOf,
  type StepOf,
  type Who,
} from "./lifecycle.js";

const deliveryLifecycle = <const Table extends Readonly<Record<string, LifecycleRow<StateOf<Table>>>>>(
  table: Table,
): Table => table;

/** The lifecycle of a message to another system. Only `Deliveries` writes the state. */
export const DELIVERY_LIFECYCLE = deliveryLifecycle({
  pending: {
    next: {
      deliver: { delivered: "the receiver has it" },
      park: { parked: "given up after days, or the address is not allowed" },
    },
    waits: "soon",
    text: "On its way",
    tone: "busy",
  },
  delivered: { next: {}, waits: "over", text: "Taken", tone: "good" },
  parked: {
    next: {
      retry: { pending: "it is tried again as if it were new" },
      // Somebody had sent it who lost the lease.
      deliver: { delivered: "the receiver has it after all" },
    },
    waits: "person",
    text: "Given up",
    tone: "bad",
  },
});

export type DeliveryState = StateOf<typeof DELIVERY_LIFECYCLE>;
export type DeliveryStep = StepOf<typeof DELIVERY_LIFECYCLE>;

export const DELIVERY_STEPS: Record<DeliveryStep, Who> = {
  deliver: "service",
  park: "service",
  retry: "person",
};

export const DELIVERY_STATES: readonly DeliveryState[] = statesOf(DELIVERY_LIFECYCLE);
/** From these a person has it tried again. */
export const RETRYABLE_DELIVERY_STATES: readonly DeliveryState[] = statesBefore(DELIVERY_LIFECYCLE, "retry");
