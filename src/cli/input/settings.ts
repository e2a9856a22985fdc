import { loadConfig, type Config } from "../../config/config.js";
import type { Need } from "../../config/required-settings.js";
import type { Invocation } from "../invocation.js";

/**
 * The settings of an invocation, with absolute paths.
 * @throws {ConfigError} with every problem at once, never with a value.
 */
export function settingsOf(invocation: Invocation, needs: readonly Need[] = []): Config {
  const { env, cwd } = invocation;
  const config = loadConfig(env, needs, {
    inFile: invocation.inFile,
    onUnknown: (name) => warnOnce(invocation, name),
  });
  const { keys, log, service } = config;
  const { opendsr } = service;
  const at = (path: string | undefined) => (path === undefined ? undefined : invocation.pathOf(path));
  return {
    ...config,
    dataDir: invocation.pathOf(config.dataDir),
    witness: { ...config.witness, folder: invocation.pathOf(config.witness.folder) },
    keys: { ...keys, dir: at(keys.dir) },
    log: {
      ...log,
      publish: { ...log.publish, folder: at(log.publish.folder), surroundings: { env, cwd } },
    },
    service: {
      ...service,
      policies: at(service.policies),
      erasurePolicy: at(service.erasurePolicy),
      opendsr: opendsr && {
        ...opendsr,
        keyFile: invocation.pathOf(opendsr.keyFile),
        certificateFile: invocation.pathOf(opendsr.certificateFile),
      },
    },
  };
}

function warnOnce({ stderr, warned }: Invocation, name: string): void {
  if (warned.has(name)) return;
  warned.add(name);
  stderr.warn({ code: "SETTING_UNKNOWN", message: `${name} is no setting of Scrubjay, and does nothing.` });
}
