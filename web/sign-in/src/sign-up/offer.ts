import { canKeepPasskey } from '@gatehouse/ui';

const key = 'gatehouse.passkey-offer';

/** Whether a passkey may be offered: this device can keep one, and nobody has answered here before. */
export async function mayOfferPasskey(): Promise<boolean> {
  return localStorage.getItem(key) === null && canKeepPasskey();
}

/** It was answered, with yes or no: not again on this device. */
export function settleOffer(): void {
  localStorage.setItem(key, '1');
}
