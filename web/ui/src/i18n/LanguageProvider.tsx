import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useState } from 'react';

import { useToast } from '../parts/Toasts';
import { commonTexts, type CommonKey } from './common';
import type { Texts } from './early';
import { type Format, formatOf } from './format';
import { type Language, rememberLanguage } from './languages';
import { type Catalogue, fill, type Values } from './messages';

export type Translate<K extends string> = (key: K, values?: Values) => string;

type State = { language: Language; catalogue: Catalogue };
type Value = { language: Language; catalogue: Catalogue; format: Format; choose: (language: Language) => Promise<void> };

const LanguageContext = createContext<Value | null>(null);

/** The catalogue of the shared parts and of a page, in a language. */
export async function loadTexts(texts: Texts, language: Language): Promise<State> {
  const [common, own] = await Promise.all([commonTexts[language](), texts[language]()]);
  return { language, catalogue: { ...common, ...own } };
}

type Props = { texts: Texts; initial: State; children: ReactNode };

export function LanguageProvider({ texts, initial, children }: Props) {
  const [state, setState] = useState(initial);
  const tell = useToast();
  const { catalogue } = state;
  const choose = useCallback(
    async (language: Language) => {
      try {
        setState(await loadTexts(texts, language));
        rememberLanguage(language);
      } catch {
        // The texts did not arrive: those that are there stay.
        tell(fill(catalogue['language.failed'] ?? '', language), undefined, 'problem');
      }
    },
    [texts, catalogue, tell],
  );
  useEffect(() => {
    document.documentElement.lang = state.language;
  }, [state.language]);
  const value = useMemo(() => ({ ...state, format: formatOf(state.language), choose }), [state, choose]);
  return <LanguageContext value={value}>{children}</LanguageContext>;
}

/** Times within are those of `timeZone` instead of the browser's. */
export function InTimeZone({ timeZone, children }: { timeZone: string; children: ReactNode }) {
  const outer = useValue();
  const value = useMemo(() => ({ ...outer, format: formatOf(outer.language, timeZone) }), [outer, timeZone]);
  return <LanguageContext value={value}>{children}</LanguageContext>;
}

function useValue(): Value {
  const value = use(LanguageContext);
  if (!value) throw new Error('there is no LanguageProvider');
  return value;
}

export function useLanguage(): [Language, Value['choose']] {
  const { language, choose } = useValue();
  return [language, choose];
}

/** Dates and numbers as the language writes them. */
export function useFormat(): Format {
  return useValue().format;
}

/** The texts of the shared parts, and those of a page whose catalogue is C. */
export function useTexts<C = unknown>(): Translate<CommonKey | (keyof C & string)> {
  const { language, catalogue } = useValue();
  return useCallback((key, values) => fill(catalogue[key] ?? key, language, values), [catalogue, language]);
}
