// Loaded into measured processes (NODE_OPTIONS=--import): at their end they write what they used to BENCH_USAGE_FILE.
// VmHWM is the peak of this very program; getrusage's maximum would count the bench that forked it too.
import { readFileSync, writeFileSync } from "node:fs";

function peakKiB() {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1]);
  } catch {
    return process.resourceUsage().maxRSS;
  }
}

process.on("exit", () => {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  const usage = { peakMiB: peakKiB() / 1024, cpuSeconds: (userCPUTime + systemCPUTime) / 1e6 };
  writeFileSync(process.env.BENCH_USAGE_FILE, JSON.stringify(usage));
});
