import { useEffect, useState } from 'react';

export type Message = { channel: string; to: string; subject: string; text: string; code?: string; created_at: string };

const pause = 2000;

/** The captured messages to `address` (empty: to all), newest first, looked at again and again; undefined until the first answer. */
export function useMessages(address: string): { messages: Message[] | undefined; hasFailed: boolean } {
  const [messages, setMessages] = useState<Message[]>();
  const [hasFailed, setHasFailed] = useState(false);
  useEffect(() => {
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    const look = async () => {
      try {
        const query = address === '' ? '' : `?to=${encodeURIComponent(address)}`;
        const response = await fetch(`/dev/outbox${query}`, {
          headers: { Accept: 'application/json' },
          signal: stop.signal,
        });
        if (!response.ok) throw new Error(`status ${response.status}`);
        const { items } = (await response.json()) as { items: Message[] };
        setMessages(items);
        setHasFailed(false);
      } catch {
        if (stop.signal.aborted) return;
        setHasFailed(true);
      }
      timer = setTimeout(() => void look(), pause);
    };
    void look();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [address]);
  return { messages, hasFailed };
}
