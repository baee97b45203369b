/** What a push message of the server holds. */
export type PushMessage = {
  title?: string;
  body?: string;
  /** A sign-in that waits for an answer. */
  approval?: string;
  /** Proves that this device takes messages. */
  code?: string;
};
