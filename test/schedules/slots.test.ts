import { expect, test } from "vitest";
import { dueSlot, nextSlot, nextSlots } from "../../src/schedules/slots.js";

const at = (text: string) => new Date(text);
const times = (cron: string, zone: string, after: string, count: number) =>
  nextSlots(cron, zone, at(after), count).map((slot) => slot.toISOString().replace(":00.000Z", "Z"));

/** The slots that fire when somebody looks every `minutes`, as the service does, from `from` to `to`. */
function fired(cron: string, zone: string, from: string, to: string, minutes: number): string[] {
  const slots: string[] = [];
  let after = at(from);
  for (let now = at(from).getTime(); now <= at(to).getTime(); now += minutes * 60_000) {
    const slot = dueSlot(cron, zone, after, new Date(now));
    if (!slot) continue;
    slots.push(slot.toISOString().replace(":00.000Z", "Z"));
    after = slot;
  }
  return slots;
}

test.each([5, 59, 61])(
  "02:30 in Berlin comes once on every day, looked at every %i minutes, also where clocks are turned",
  (minutes) => {
    expect(
      fired("30 2 * * *", "Europe/Berlin", "2026-03-28T00:00:00Z", "2026-03-30T12:00:00Z", minutes),
    ).toEqual(["2026-03-28T01:30Z", "2026-03-29T01:30Z", "2026-03-30T00:30Z"]);
    expect(
      fired("30 2 * * *", "Europe/Berlin", "2026-10-24T00:00:00Z", "2026-10-26T12:00:00Z", minutes),
    ).toEqual(["2026-10-24T00:30Z", "2026-10-25T00:30Z", "2026-10-26T01:30Z"]);
  },
);

test.each(["2026-10-25T00:31:00Z", "2026-10-25T00:59:00Z", "2026-10-25T01:00:00Z", "2026-10-25T01:15:00Z"])(
  "in the hour that comes twice, from %s on, nothing is due again",
  (after) => {
    expect(dueSlot("30 2 * * *", "Europe/Berlin", at(after), at("2026-10-25T23:00:00Z"))).toBeNull();
  },
);

test("a time in the skipped hour is due one hour later, wherever in that hour one begins", () => {
  for (const after of ["2026-03-29T00:59:00Z", "2026-03-29T01:00:00Z", "2026-03-29T01:10:00Z"])
    expect(times("30 2 * * *", "Europe/Berlin", after, 1)).toEqual(["2026-03-29T01:30Z"]);
});

test("every hour is every hour that passes: 23 of them, and 25", () => {
  expect(
    fired("0 * * * *", "Europe/Berlin", "2026-03-28T22:59:00Z", "2026-03-29T21:59:00Z", 10),
  ).toHaveLength(23);
  expect(
    fired("0 * * * *", "Europe/Berlin", "2026-10-24T21:59:00Z", "2026-10-25T22:59:00Z", 10),
  ).toHaveLength(25);
});

test("leap days, months of 31 days and last days come where the calendar has them", () => {
  expect(times("0 3 29 2 *", "UTC", "2026-01-01T00:00:00Z", 2)).toEqual([
    "2028-02-29T03:00Z",
    "2032-02-29T03:00Z",
  ]);
  expect(times("0 3 31 * *", "UTC", "2026-01-31T03:00:00Z", 3)).toEqual([
    "2026-03-31T03:00Z",
    "2026-05-31T03:00Z",
    "2026-07-31T03:00Z",
  ]);
  expect(times("0 3 L 2 *", "UTC", "2027-01-01T00:00:00Z", 2)).toEqual([
    "2027-02-28T03:00Z",
    "2028-02-29T03:00Z",
  ]);
});

test("missed times collapse to the last one, however long ago the first was", () => {
  const due = (cron: string, after: string, now: string) => dueSlot(cron, "UTC", at(after), at(now));
  expect(due("*/5 * * * *", "2020-01-01T00:00:00Z", "2026-05-05T05:07:00Z")).toEqual(
    at("2026-05-05T05:05:00Z"),
  );
  expect(due("0 3 * * *", "2026-05-01T03:00:00Z", "2026-05-05T02:59:59Z")).toEqual(
    at("2026-05-04T03:00:00Z"),
  );
  expect(due("0 3 29 2 *", "2023-01-01T00:00:00Z", "2027-12-31T00:00:00Z")).toEqual(
    at("2024-02-29T03:00:00Z"),
  );
});

test("the beginning doesn't count, the end does, and a clock that was set back finds nothing", () => {
  const due = (after: string, now: string) => dueSlot("0 3 * * *", "UTC", at(after), at(now));
  expect(due("2026-05-01T03:00:00Z", "2026-05-01T03:00:01Z")).toBeNull();
  expect(due("2026-05-01T02:59:59Z", "2026-05-01T03:00:00Z")).toEqual(at("2026-05-01T03:00:00Z"));
  expect(due("2026-05-01T03:00:00Z", "2026-04-20T12:00:00Z")).toBeNull();
});

test("the next time is the same whether it is asked for again, later, earlier, or of another zone", () => {
  for (const [zone, after] of [
    ["UTC", "2026-03-01T02:00:00Z"],
    ["UTC", "2026-03-01T02:29:59Z"],
    ["UTC", "2026-03-01T02:30:00Z"],
    ["UTC", "2026-02-01T00:00:00Z"],
    ["Europe/Berlin", "2026-03-01T02:00:00Z"],
    ["UTC", "2026-03-01T02:00:00Z"],
  ] as const)
    expect(nextSlot("30 2 * * *", zone, at(after))).toEqual(nextSlots("30 2 * * *", zone, at(after), 1)[0]);
});
