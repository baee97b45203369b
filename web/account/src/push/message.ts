/** What a push message of the server holds. */
export type PushMessage = {
  title?: string;
  body?: string;
  /** A sign-in that waits for an answer. */
  approval?: string;
  /** Of the factor that is being added; `code` proves that this device takes messages. */
  factor?: string;
  code?: string;
};
