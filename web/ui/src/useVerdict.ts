import { useEffect, useState } from 'react';

/** What the service says of a new password. */
export type Verdict = 'good' | 'unsuitable' | 'weak' | 'breached';

/** Asks the service. A failure is no verdict: a hint that is missing holds nobody up. */
export type Judge = (password: string) => Promise<Verdict>;

const pause = 600;

/** The verdict on `password` once its typing has paused; undefined until then, and of passwords that are too short. */
export function useVerdict(password: string, isLongEnough: boolean, judge: Judge | undefined): Verdict | undefined {
  const [judged, setJudged] = useState<{ password: string; verdict: Verdict }>();
  useEffect(() => {
    if (judge === undefined || !isLongEnough) return;
    let isOver = false;
    const timer = setTimeout(() => {
      judge(password).then(
        (verdict) => !isOver && setJudged({ password, verdict }),
        () => undefined,
      );
    }, pause);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
    // Whoever renders gives a new function each time; what it asks about is the password.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [password, isLongEnough]);
  return judged?.password === password && isLongEnough ? judged.verdict : undefined;
}
