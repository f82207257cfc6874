const cleanups = new Set<() => void>();
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Runs a cleanup, which must be synchronous, however this process ends: its own exit, Ctrl-C, SIGTERM or a closed terminal.
 *
 * Gives back the function that takes the cleanup off the list again.
 */
export function onExit(cleanup: () => void): () => void {
  if (cleanups.size === 0) {
    process.on("exit", runAll);
    for (const signal of SIGNALS) process.on(signal, runAllAndDie);
  }
  cleanups.add(cleanup);
  return () => {
    if (cleanups.delete(cleanup) && cleanups.size === 0) stopListening();
  };
}

function runAll(): void {
  for (const cleanup of [...cleanups].reverse()) cleanup(); // what was made last goes first
  cleanups.clear();
  stopListening();
}

/** A listener takes the signal's own effect away. Where nobody else listens, and so decides, it is given back. */
function runAllAndDie(signal: NodeJS.Signals): void {
  const alone = process.listenerCount(signal) === 1;
  runAll();
  if (alone) process.kill(process.pid, signal);
}

function stopListening(): void {
  process.off("exit", runAll);
  for (const signal of SIGNALS) process.off(signal, runAllAndDie);
}
