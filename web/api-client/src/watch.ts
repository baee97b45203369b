import type { Api } from './api';
import { ApiError } from './errors';

/** What becomes of a question to another device. over: the sign-in has ended otherwise, or was refused while nobody listened. */
export type ApprovalNews = 'scanned' | 'approved' | 'denied' | 'over';

/** Between two questions where no stream can be had. */
const pollingPause = 3_000;

/**
 * Tells what another device does about a sign-in that waits for it, until the answer is there. Listens to server-sent events;
 * asks every few seconds where they are refused, and once when the page is shown again, because a phone cuts off what is hidden.
 * Returns what stops it.
 */
export function watchSignIn(
  api: Pick<Api, 'showSignIn'>,
  id: string,
  tell: (news: ApprovalNews) => void,
  pause = pollingPause,
): () => void {
  const stopped = new AbortController();
  const { signal } = stopped;
  const report = (news: ApprovalNews) => {
    if (signal.aborted) return;
    if (news !== 'scanned') stopped.abort();
    tell(news);
  };
  const look = async () => {
    try {
      const progress = await api.showSignIn(id);
      const answer = progress.status === 'challenge_required' ? progress.approval : undefined;
      if (answer === 'approved' || answer === 'denied') report(answer);
    } catch (error) {
      // Anything else may pass.
      if (error instanceof ApiError && error.code === 'sign_in_over') report('over');
    }
  };

  const events = new EventSource(`/v1/sign-ins/${encodeURIComponent(id)}/events`);
  events.addEventListener('approval', ({ data }: MessageEvent<string>) =>
    report((JSON.parse(data) as { state: ApprovalNews }).state),
  );
  events.addEventListener('error', () => {
    // While it is only lost, the browser opens it again.
    if (events.readyState !== EventSource.CLOSED || signal.aborted) return;
    void look();
    const timer = setInterval(() => void look(), pause);
    signal.addEventListener('abort', () => clearInterval(timer));
  });
  signal.addEventListener('abort', () => events.close());
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && void look(), { signal });
  return () => stopped.abort();
}
