import type { Child } from "hono/jsx";
import { titleOf, type PageAddress } from "../pages.js";

interface PageHeadProps {
  /** Its title is that of the page at this address. */
  at: PageAddress;
  /** Whom or what the title names: it has the address's parameter. */
  of?: object;
  /** A link to the page above. */
  up?: Child;
  /** What the page is about. */
  about?: Child;
  /** Where it is kept live. */
  id?: string;
  /** What stands beside it. */
  children?: Child;
}

export const PageHead = ({ at, of, up, about, id, children }: PageHeadProps) => (
  <div id={id} class="page-head">
    <div>
      {up ? <p>{up}</p> : null}
      <h1>{titleOf(at, of)}</h1>
      {about ? <p class="quiet">{about}</p> : null}
    </div>
    {children}
  </div>
);
