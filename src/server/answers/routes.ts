import * as AppAnswers from "../../contracts/app-answers.js";
import type { FoundAnswer } from "../../model/app-answers.js";
import { appAnswers, keepAnswers } from "../../service/app-answers.js";
import type { Api } from "../api.js";
import { serve } from "../http/serve.js";
import { appAnswerViews } from "./view.js";

export function registerAppAnswers(api: Api): void {
  serve(api, AppAnswers.list, async (c) => {
    const known = await appAnswers(c.get("backend").app);
    return c.json({ answers: appAnswerViews(known) }, 200);
  });

  serve(api, AppAnswers.keep, async (c) => {
    const { answers, ...asked } = c.req.valid("json");
    const found = answers.map((one) => ({ ...one, answer: one.answer as FoundAnswer["answer"] }));
    await keepAnswers({ ...asked, answers: found }, c.get("backend").app);
    return c.json({ kept: answers.length }, 200);
  });
}
