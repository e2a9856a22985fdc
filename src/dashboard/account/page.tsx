import { ROLE_WORDS } from "../../model/roles.js";
import type { PasswordErrors } from "../../service/account/change-password.js";
import type { Visitor } from "../env.js";
import { Facts } from "../parts/facts.js";
import { Input, Post } from "../parts/form.js";
import { PageHead } from "../parts/page-head.js";
import { Time } from "../parts/time.js";
import type { Theme } from "../preferences.js";

export interface AccountProps {
  visitor: Visitor;
  zone: string;
  theme: Theme;
  errors: PasswordErrors;
}

const THEME_WORDS = { system: "As this device has it", light: "Light", dark: "Dark" } as const;

export const AccountPage = ({ visitor, zone, theme, errors }: AccountProps) => (
  <>
    <PageHead at="/account">
      <div class="actions">
        <Post to="/account/sign-out" visitor={visitor}>
          <button type="submit">Sign out</button>
        </Post>
        <Post to="/account/sign-out-everywhere" visitor={visitor}>
          <button type="submit">Sign out everywhere</button>
        </Post>
      </div>
    </PageHead>
    <div class="grid">
      <section class="card half" aria-labelledby="who">
        <h2 id="who">Who you are here</h2>
        <Facts
          of={{
            Name: `${visitor.actor.name}: the audit log names you so`,
            Role: `${visitor.actor.role}: ${ROLE_WORDS[visitor.actor.role]}`,
            "Signed in": (
              <>
                <Time at={visitor.session.createdAt.toISOString()} zone={zone} />
                {visitor.session.of === "token" ? ", with a token" : ""}
              </>
            ),
            "Time zone": `${zone}, as your browser says`,
          }}
        />
      </section>
      <section class="card half" aria-labelledby="looks">
        <h2 id="looks">Light or dark</h2>
        <Post to="/account/theme" visitor={visitor}>
          <fieldset>
            <legend class="hidden">Light or dark</legend>
            {Object.entries(THEME_WORDS).map(([value, text]) => (
              <label class="choice">
                <input type="radio" name="theme" value={value} checked={value === theme} />
                {text}
              </label>
            ))}
          </fieldset>
          <button type="submit">Save</button>
        </Post>
      </section>
      {visitor.session.of === "account" ? (
        <section class="card half" aria-labelledby="password">
          <h2 id="password">{visitor.session.hasPassword ? "Change your password" : "Choose a password"}</h2>
          {visitor.session.hasPassword ? null : (
            <p class="notice soon">You came by a link that works once. Choose a password to come back.</p>
          )}
          <Post to="/account/password" visitor={visitor}>
            {/* For password managers: which password it is. */}
            <input hidden readonly name="username" value={visitor.actor.name} autocomplete="username" />
            {visitor.session.hasPassword ? (
              <Input
                name="current"
                label="Your password now"
                error={errors.current}
                type="password"
                autocomplete="current-password"
                required
              />
            ) : null}
            <Input
              name="password"
              label="New password"
              hint="At least 15 characters; several words make a good one."
              error={errors.password}
              type="password"
              autocomplete="new-password"
              maxlength={256}
              required
            />
            <Input
              name="again"
              label="New password again"
              error={errors.again}
              type="password"
              autocomplete="new-password"
              maxlength={256}
              required
            />
            <button class="main" type="submit">
              Set the password
            </button>
          </Post>
        </section>
      ) : null}
    </div>
  </>
);
