import type { Child } from "hono/jsx";
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
  hint?: string;
  /** Why what was sent in it can't be taken. */
  error?: string | undefined;
  children: Child;
}

/** A labelled field; `children` is the control, with id `f-<name>`, and `aria-describedby` of `describedBy(name)`. */
export const Field = ({ name, label, hint, error, children }: FieldProps) => (
  <div class={error ? "field wrong" : "field"}>
    <label for={`f-${name}`}>{label}</label>
    {hint ? (
      <p class="hint" id={`h-${name}`}>
        {hint}
      </p>
    ) : null}
    {children}
    {error ? (
      <p class="error" id={`e-${name}`}>
        {error}
      </p>
    ) : null}
  </div>
);

/** What a field's control says about itself to those who hear the page. */
export const describedBy = (name: string, has: { hint?: boolean; error?: string | undefined }) => ({
  id: `f-${name}`,
  name,
  ...((has.hint || has.error) && {
    "aria-describedby": [has.hint && `h-${name}`, has.error && `e-${name}`].filter(Boolean).join(" "),
  }),
  ...(has.error && { "aria-invalid": "true" as const }),
});

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
  <Field name="userId" label="User ID at TalkJS" hint={hint} error={error}>
    <input
      maxlength={maxlength}
      required={required}
      {...PERSONAL}
      {...describedBy("userId", { hint: true, error })}
    />
  </Field>
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
