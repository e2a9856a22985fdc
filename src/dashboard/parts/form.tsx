import type { Child, JSX } from "hono/jsx";
import type { Problem } from "../../contracts/problem.js";
import type { Visitor } from "../env.js";

interface PostProps {
  to: string;
  visitor: Pick<Visitor, "csrf">;
  class?: string;
  children?: Child;
}

/** A form that changes something: it carries what proves that it's ours. */
export const Post = ({ to, visitor, children, ...rest }: PostProps) => (
  <form method="post" action={to} {...rest}>
    <input type="hidden" name="csrf" value={visitor.csrf} />
    {children}
  </form>
);

interface ActionButtonProps extends PostProps {
  label: string;
  tone?: "main" | "danger" | "plain";
}

/** A button that does one thing. */
export const ActionButton = ({ label, tone = "plain", children, ...form }: ActionButtonProps) => (
  <Post {...form}>
    {children}
    <button class={tone} type="submit">
      {label}
    </button>
  </Post>
);

interface FieldProps {
  name: string;
  label: string;
  hint?: string | undefined;
  /** Why what was sent in it can't be taken. */
  error?: string | undefined;
  /** Makes the control, with the attributes that tie it to its label, its hint and its error. */
  children: (control: Control) => Child;
}

type Control = ReturnType<typeof controlOf>;

/** A labelled field. */
export const Field = ({ name, label, hint, error, children }: FieldProps) => (
  <div class={error ? "field wrong" : "field"}>
    <label for={`f-${name}`}>{label}</label>
    {hint ? (
      <p class="hint" id={`h-${name}`}>
        {hint}
      </p>
    ) : null}
    {children(controlOf({ name, hint, error }))}
    {error ? (
      <p class="error" id={`e-${name}`}>
        {error}
      </p>
    ) : null}
  </div>
);

/** What a field's control says about itself to those who hear the page. */
const controlOf = ({ name, hint, error }: Pick<FieldProps, "name" | "hint" | "error">) => ({
  id: `f-${name}`,
  name,
  ...((hint || error) && {
    "aria-describedby": [hint && `h-${name}`, error && `e-${name}`].filter(Boolean).join(" "),
  }),
  ...(error && { "aria-invalid": "true" as const }),
});

type InputProps = Omit<FieldProps, "children"> & Omit<JSX.IntrinsicElements["input"], keyof Control>;

/** A field of one line. */
export const Input = ({ name, label, hint, error, ...input }: InputProps) => (
  <Field name={name} label={label} hint={hint} error={error}>
    {(control) => <input {...input} {...control} />}
  </Field>
);

interface SelectProps extends Omit<FieldProps, "children"> {
  /** Each with what it is called; an empty value is nothing chosen. */
  options: readonly (readonly [value: string, text: string])[];
  chosen: string | undefined;
  required?: boolean;
}

/** A field in which one of several is chosen. */
export const Select = ({ options, chosen, required, ...field }: SelectProps) => (
  <Field {...field}>
    {(control) => (
      <select required={required} {...control}>
        {options.map(([value, text]) => (
          <option value={value} selected={value === chosen}>
            {text}
          </option>
        ))}
      </select>
    )}
  </Field>
);

interface ChoicesProps {
  name: string;
  legend: string;
  /** What each is called. */
  words: Record<string, string>;
  chosen: string;
}

/** A field in which one of a few is chosen, all of which are shown. */
export const Choices = ({ name, legend, words, chosen }: ChoicesProps) => (
  <fieldset>
    <legend>{legend}</legend>
    {Object.entries(words).map(([value, text]) => (
      <label class="choice">
        <input type="radio" name={name} value={value} checked={value === chosen} />
        {text}
      </label>
    ))}
  </fieldset>
);

/** For a control into which somebody's ID or address is typed: browsers neither keep, mend nor spell-check it. */
export const PERSONAL = { autocomplete: "off", autocapitalize: "none", spellcheck: false } as const;

interface UserIdProps {
  hint: string;
  error?: string | undefined;
  maxlength: number;
  required?: boolean;
}

/** Where a user ID is typed. It goes in the body of a form, and doesn't come back. */
export const UserIdField = ({ hint, error, maxlength, required = true }: UserIdProps) => (
  <Input
    name="userId"
    label="User ID at TalkJS"
    hint={hint}
    error={error}
    maxlength={maxlength}
    required={required}
    {...PERSONAL}
  />
);

interface SubmitProps {
  label: string;
  /** The page that Cancel leads back to. */
  back: string;
}

/** The end of a page's form. */
export const Submit = ({ label, back }: SubmitProps) => (
  <div class="actions">
    <button class="main" type="submit">
      {label}
    </button>
    <a class="button" href={back}>
      Cancel
    </a>
  </div>
);

/** What the API refused, at the top of the form that it refused. */
export const FormError = ({ problem }: { problem: Problem | undefined }) =>
  problem ? (
    <div class="trouble" role="alert">
      <p>
        <strong>{problem.detail}</strong>
      </p>
      {problem.errors && problem.errors.length > 0 ? (
        <ul>
          {problem.errors.map(({ path, problem: what }) => (
            <li>
              {path}: {what}
            </li>
          ))}
        </ul>
      ) : null}
      {problem.remedy ? <p>{problem.remedy}</p> : null}
    </div>
  ) : null;
