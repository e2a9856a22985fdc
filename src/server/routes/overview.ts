import type { Api } from "../api.js";
import { json } from "../json.js";
import { OverviewSchema, overviewView } from "../overview-view.js";
import { operation } from "../../contracts/operation.js";
import { serve } from "../serve.js";

const get = operation({
  method: "get",
  path: "/v1/overview",
  summary: "What is going on, and what needs a person",
  description:
    "One answer for a first page and for monitoring. It reads the ledger alone, and no list in it grows with the ledger.",
  tags: ["Service"],
  role: "viewer",
  action: "overview.get",
  reads: true,
  responses: { 200: { description: "At this moment", content: json(OverviewSchema) } },
});

export function registerOverview(app: Api): void {
  serve(app, get, async (c) => c.json(await overviewView(c.get("desk").session, c.get("clock")()), 200));
}
