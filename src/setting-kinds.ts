import { z } from "zod";

/** An empty setting is an unset one. */
export const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === "" ? undefined : value), schema);

export const text = optional(z.string().optional());
export const positive = (fallback: number) =>
  optional(z.coerce.number("must be a number").positive("must be above 0").default(fallback));
export const whole = (fallback: number, min = 1) =>
  optional(
    z.coerce
      .number("must be a number")
      .int("must be a whole number")
      .min(min, `must be at least ${min}`)
      .default(fallback),
  );
export const url = (...schemes: string[]) =>
  optional(
    z
      .string()
      .refine((value) => URL.canParse(value) && schemes.includes(new URL(value).protocol.slice(0, -1)), {
        message: `must be a URL that starts with ${schemes.map((s) => `${s}://`).join(" or ")}`,
      })
      .optional(),
  );

export const flag = optional(
  z
    .enum(["true", "false"], "must be true or false")
    .default("false")
    .transform((value) => value === "true"),
);
/** Separated by commas or spaces. @param isItem what each of them must be; `problem` says it. */
export const list = (isItem: (item: string) => boolean, problem: string) =>
  optional(
    z
      .string()
      .default("")
      .transform((value) => value.split(/[,\s]+/).filter((item) => item !== ""))
      .refine((items) => items.every(isItem), problem),
  );
