import type { SecurityEvent } from '@gatehouse/api-client';

import type { useText } from '../texts';

type Text = ReturnType<typeof useText>;
type Key = Parameters<Text>[0];

/** The text of a key that is put together, or of `otherwise` when the catalogue has none. */
export function textOr(t: Text, key: string, otherwise: Key): string {
  const text = t(key as Key);
  return text === key ? t(otherwise) : text;
}

function reasonOf({ event_data: data }: SecurityEvent): string | undefined {
  const reason = (data as { reason?: unknown } | null | undefined)?.reason;
  return typeof reason === 'string' ? reason : undefined;
}

/** What a security event is called; its reason counts where there is a text for it. */
export function eventTitle(t: Text, event: SecurityEvent): string {
  const key = `event.${event.event_type}`;
  const plain = textOr(t, key, 'event.other');
  const reason = reasonOf(event);
  const detailed = reason === undefined ? key : t(`${key}.${reason}` as Key);
  return detailed === key || detailed === `${key}.${reason ?? ''}` ? plain : detailed;
}

/** Why an attempt to sign in failed; empty when there is nothing to say. */
export function failureText(t: Text, reason: string | undefined): string {
  if (reason === undefined) return '';
  const key = `reason.${reason}`;
  const text = t(key as Key);
  return text === key ? '' : text;
}

/** The failure that an event tells of. */
export function eventFailure(t: Text, event: SecurityEvent): string {
  return event.event_type.endsWith('.failed') ? failureText(t, reasonOf(event)) : '';
}
