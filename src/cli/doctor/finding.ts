/** What the doctor says about one thing that a run needs. */
export interface Finding {
  what: string;
  verdict: "ok" | "warning" | "problem";
  detail: string;
  remedy?: string;
}
