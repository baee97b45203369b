import { ApiError } from './errors';
import { timeLimit } from './time-limit';

type Tokens = { access_token: string; expires_in: number };
type Held = { token: string; expiresAt: number };
type Message = { type: 'renewed'; held: Held } | { type: 'begun' } | { type: 'ended' };

/** How long before its end a token is renewed, so that it does not expire on its way. */
const margin = 30_000;
const lockName = 'gatehouse-session';
/** Says only that somebody is signed in: a page need not ask the server to know that nobody is. */
const markName = 'gatehouse.signed-in';

/**
 * The session of this browser. Its refresh token is in a cookie that no script reads; its access token is in the memory of the tabs,
 * which tell each other what changes. Only one tab renews at a time.
 */
export class Session {
  #held: Held | undefined;
  #renewal: Promise<string> | undefined;
  readonly #channel = new BroadcastChannel('gatehouse-session');
  readonly #listeners = new Set<(change: 'begun' | 'ended') => void>();

  constructor(private readonly request: typeof fetch = (...args) => fetch(...args)) {
    this.#channel.onmessage = ({ data }: MessageEvent<Message>) => {
      if (data.type === 'renewed') {
        this.#held = data.held;
      } else {
        this.#held = undefined;
        this.#tell(data.type);
      }
    };
  }

  /** Whether signing in has been seen and signing out has not; the server may know better. */
  static get isLikely(): boolean {
    return localStorage.getItem(markName) !== null;
  }

  /** Hears that another tab signed in or out, and that this session has ended. Returns what stops it. */
  onChange(listener: (change: 'begun' | 'ended') => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** An access token that is good now. Throws ApiError: 'invalid_refresh_token' when nobody is signed in. */
  async token(): Promise<string> {
    if (this.#held && this.#held.expiresAt - margin > Date.now()) return this.#held.token;
    return this.renew(this.#held?.token);
  }

  /** A token other than `refused`, which the server did not take. */
  async renew(refused?: string): Promise<string> {
    this.#renewal ??= this.alone(() => this.#renew(refused)).finally(() => (this.#renewal = undefined));
    return this.#renewal;
  }

  /** Runs what changes the session's cookie while no other tab does. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    // Browsers without the Web Locks API rely on the server, which answers the same to the same token for some seconds.
    return 'locks' in navigator ? await navigator.locks.request(lockName, work) : work();
  }

  begin(tokens: Tokens): void {
    this.#hold(tokens);
    localStorage.setItem(markName, '1');
    this.#send({ type: 'begun' });
  }

  /** Takes the token of a step-up, which is worth more than the one at hand, for all tabs. */
  async replace(tokens: Tokens): Promise<void> {
    // Behind a renewal that began before: its token would be the weaker one.
    const held = await this.alone(() => Promise.resolve(this.#hold(tokens)));
    this.#send({ type: 'renewed', held });
  }

  end(): void {
    this.#held = undefined;
    localStorage.removeItem(markName);
    this.#send({ type: 'ended' });
    this.#tell('ended');
  }

  async #renew(refused: string | undefined): Promise<string> {
    // Another tab was first.
    if (this.#held && this.#held.token !== refused && this.#held.expiresAt - margin > Date.now()) return this.#held.token;
    const response = await this.request('/v1/tokens/refresh', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Requested-With': 'gatehouse' },
      body: '{}',
      // Every tab waits for the lock.
      signal: timeLimit(),
    }).catch(() => {
      throw ApiError.offline();
    });
    const body: unknown = await response.json().catch(() => undefined);
    if (!response.ok) {
      const error = ApiError.of(response, body);
      if (error.status === 401) this.end();
      throw error;
    }
    // Cut off on its way.
    if (body === undefined) throw ApiError.offline();
    const held = this.#hold(body as Tokens);
    localStorage.setItem(markName, '1');
    this.#send({ type: 'renewed', held });
    return held.token;
  }

  #hold(tokens: Tokens): Held {
    this.#held = { token: tokens.access_token, expiresAt: Date.now() + tokens.expires_in * 1000 };
    return this.#held;
  }

  #send(message: Message): void {
    this.#channel.postMessage(message);
  }

  #tell(change: 'begun' | 'ended'): void {
    for (const listener of this.#listeners) listener(change);
  }
}
