import type { Api } from "../api.js";
import { overviewView } from "./view.js";
import * as Overview from "../../contracts/overview.js";
import { serve } from "../http/serve.js";

export function registerOverview(app: Api): void {
  serve(app, Overview.get, async (c) =>
    c.json(await overviewView(c.get("desk").session, c.get("clock")()), 200),
  );
}
