/** How somebody looks at the overview. */
export interface Viewing {
  zone: string;
  now: Date;
}
