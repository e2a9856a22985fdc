/**
 * How a request came in; callbacks and answers speak its language. OpenGDPR 1.0 is the predecessor of OpenDSR 2.0, whose
 * routes and headers must be honoured (OpenDSR § 10.1).
 */
export const PROTOCOL = {
  v1: { name: "", version: null, words: "this dashboard, the API or a command" },
  opendsr2: { name: "OpenDSR", version: "2.0", words: "OpenDSR 2" },
  opengdpr1: { name: "OpenGDPR", version: "1.0", words: "OpenGDPR 1" },
} as const;
export type Protocol = keyof typeof PROTOCOL;
export const PROTOCOLS = Object.keys(PROTOCOL) as Protocol[];
export type OpendsrProtocol = Exclude<Protocol, "v1">;
