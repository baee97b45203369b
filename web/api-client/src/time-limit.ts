/** Longer than the server works on anything. */
const patience = 30_000;

/** Ends a request that nobody answers. AbortSignal.timeout() is younger than some browsers that the pages know. */
export function timeLimit(): AbortSignal {
  const limit = new AbortController();
  setTimeout(() => limit.abort(), patience);
  return limit.signal;
}
