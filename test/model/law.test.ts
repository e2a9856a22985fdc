import { describe, expect, it, test } from "vitest";
import {
  answerWords,
  erasureArticle,
  EXTENSIONS,
  extensionWords,
  groundArticle,
  GROUNDS_HELP,
  groundWords,
  HOLD_GROUNDS,
  HOLD_REASON_WORDS,
  holdReason,
  isHoldReason,
  regulationName,
  REGULATIONS,
  termOf,
} from "../../src/model/law.js";
import { normaliseDuration } from "../../src/model/time.js";

describe("a regulation", () => {
  test.each([
    ["gdpr", "GDPR", "GDPR Art. 17", "one month", "two more months (GDPR Art. 12(3))"],
    ["ccpa", "CCPA", "CCPA § 1798.105", "45 days", "45 more days (CCPA § 1798.130)"],
  ] as const)("%s is told to people as %s", (regulation, name, article, answer, extension) => {
    expect(regulationName(regulation)).toBe(name);
    expect(erasureArticle(regulation)).toBe(article);
    expect(answerWords(regulation)).toBe(answer);
    expect(extensionWords(regulation)).toBe(extension);
    expect(EXTENSIONS).toContain(extension);
  });

  it.each(REGULATIONS)("has terms that can be computed with: %s", (regulation) => {
    for (const extended of [false, true]) {
      const term = termOf(regulation, extended);
      expect(normaliseDuration(term)).not.toBeNull();
    }
  });

  it("that isn't known is cited as it stands in the evidence", () => {
    expect(erasureArticle("lgpd")).toBe("lgpd");
  });
});

describe("a ground of a legal hold", () => {
  it.each(HOLD_GROUNDS)("%s has words, an article and a reason", (ground) => {
    expect(groundWords(ground)).toMatch(/^[A-Z][a-z]+[ ,]/);
    expect(groundArticle(ground)).toBe(`Art. 17(3)(${ground})`);
    expect(isHoldReason(holdReason(ground))).toBe(true);
    expect(HOLD_REASON_WORDS[holdReason(ground)]).toContain(groundArticle(ground));
    expect(GROUNDS_HELP).toContain(`${ground} ${groundWords(ground).toLowerCase()}`);
  });

  it("is no other reason to leave somebody alone", () => {
    for (const reason of [null, "role", "legal_hold", "online"]) expect(isHoldReason(reason)).toBe(false);
  });
});
