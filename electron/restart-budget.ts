const maxRestarts = 3;
const windowMs = 60_000;

/** Says whether something that ended unasked may be started again: three times a minute, no more. */
export function createRestartBudget(now: () => number = Date.now): { take(): boolean } {
  let restarts: readonly number[] = [];
  return {
    take: () => {
      restarts = restarts.filter((time) => now() - time < windowMs);
      if (restarts.length >= maxRestarts) return false;
      restarts = [...restarts, now()];
      return true;
    },
  };
}
