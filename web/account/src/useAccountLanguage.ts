import type { Account } from '@gatehouse/api-client';
import { languageOf, problemText, takePickedLanguage, useLanguage, useToast } from '@gatehouse/ui';
import { useEffect, useEffectEvent } from 'react';

import { useUpdateAccount } from './queries';
import { useText } from './texts';

/** The account's language rules here, whatever the browser prefers. One that is picked, here or while signing in, becomes the account's. */
export function useAccountLanguage(account: Account | undefined): void {
  const t = useText();
  const tell = useToast();
  const [language, choose] = useLanguage();
  const update = useUpdateAccount();
  const wanted = languageOf(account?.locale);
  const follow = useEffectEvent(() => {
    const picked = takePickedLanguage();
    if (picked === null) {
      if (wanted && wanted !== language) void choose(wanted);
    } else if (picked !== wanted || update.isPending) {
      update.mutate({ locale: picked }, { onError: (error) => tell(problemText(t, error), undefined, 'problem') });
    }
  });
  const isKnown = account !== undefined;
  useEffect(() => {
    if (isKnown) follow();
  }, [isKnown, wanted, language]);
}
