import { beforeEach, expect, it, vi } from 'vitest';

import { ApiError } from './errors';
import type { SignInProgress } from './sign-in';
import { watchSignIn } from './watch';

class Stream extends EventTarget {
  static readonly CLOSED = 2;
  static last: Stream;
  readyState = 1;
  constructor(readonly url: string) {
    super();
    Stream.last = this;
  }
  close() {
    this.readyState = Stream.CLOSED;
  }
  say(state: string) {
    this.dispatchEvent(new MessageEvent('approval', { data: JSON.stringify({ state }) }));
  }
  fail(readyState: number) {
    this.readyState = readyState;
    this.dispatchEvent(new Event('error'));
  }
}

beforeEach(() => {
  vi.stubGlobal('EventSource', Stream);
  vi.useFakeTimers();
});

const progress = (approval: 'pending' | 'approved') =>
  ({ status: 'challenge_required', id: 'sia_1', methods: [], expires_at: '', approval }) as SignInProgress;

it('tells what the stream brings, and stops with the answer', () => {
  const tell = vi.fn();
  watchSignIn({ showSignIn: vi.fn() }, 'sia_1', tell);
  expect(Stream.last.url).toBe('/v1/sign-ins/sia_1/events');
  Stream.last.say('scanned');
  Stream.last.say('approved');
  Stream.last.say('denied');
  expect(tell.mock.calls).toEqual([['scanned'], ['approved']]);
  expect(Stream.last.readyState).toBe(Stream.CLOSED);
});

it('asks where the stream is refused, and not while it is only lost', async () => {
  const tell = vi.fn();
  const showSignIn = vi.fn().mockResolvedValueOnce(progress('pending')).mockRejectedValueOnce(ApiError.offline());
  showSignIn.mockResolvedValue(progress('approved'));
  watchSignIn({ showSignIn }, 'sia_1', tell);
  Stream.last.fail(0);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(showSignIn).not.toHaveBeenCalled();
  Stream.last.fail(Stream.CLOSED);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(showSignIn).toHaveBeenCalledTimes(3);
  expect(tell.mock.calls).toEqual([['approved']]);
});

it('says that the sign-in is over, and nothing once it is stopped', async () => {
  const tell = vi.fn();
  const showSignIn = vi.fn().mockRejectedValue(new ApiError('sign_in_over', 410));
  watchSignIn({ showSignIn }, 'sia_1', tell);
  document.dispatchEvent(new Event('visibilitychange'));
  await vi.advanceTimersByTimeAsync(0);
  expect(tell.mock.calls).toEqual([['over']]);
  const stop = watchSignIn({ showSignIn }, 'sia_2', tell);
  stop();
  Stream.last.say('approved');
  document.dispatchEvent(new Event('visibilitychange'));
  await vi.advanceTimersByTimeAsync(0);
  expect(tell).toHaveBeenCalledTimes(1);
});
