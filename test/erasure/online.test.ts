import { expect, test } from "vitest";
import { Online } from "../../src/erasure/online.js";
import { pseudonyms, resident, ward } from "./ward.js";

const signal = new AbortController().signal;
const HALF_A_MINUTE = 30_000;

test("who is online is known by pseudonym, and asked again only after half a minute", async () => {
  const { talkjs, town, requests } = await ward([]);
  const put = (id: string, online: boolean) =>
    fetch(`${town.url}/_sandbox/import`, {
      method: "POST",
      body: JSON.stringify({ type: "user", online, data: resident(id) }),
    });
  await put("ann", true);
  await put("bob", false);
  let now = 1_000_000;
  const online = new Online(pseudonyms, () => new Date(now));
  const ann = new Set([pseudonyms.subject("ann")]);
  expect(await online.subjects(talkjs, signal)).toEqual(ann);
  await put("bob", true);
  now += HALF_A_MINUTE - 1;
  expect(await online.subjects(talkjs, signal)).toEqual(ann);
  expect(requests).toHaveLength(1);
  now += 1;
  expect(await online.subjects(talkjs, signal)).toEqual(new Set([...ann, pseudonyms.subject("bob")]));
});

test("a list that can't be read is no list without anybody", async () => {
  const { talkjs, town } = await ward([resident("ann")]);
  const online = new Online(pseudonyms, () => new Date());
  await town.setFaults([{ kind: "status", status: 500 }]);
  await expect(online.subjects(talkjs, signal)).rejects.toMatchObject({ code: "API_UNAVAILABLE" });
  await town.setFaults([]);
  expect(await online.subjects(talkjs, signal)).toEqual(new Set());
});
