import { type ReactNode, useEffect, useLayoutEffect, useRef } from 'react';

import { useTexts } from '../i18n/LanguageProvider';
import { hasMoved } from '../navigation';

type Props = { title: string; children?: ReactNode };

/** The heading of a page, which names the document too. After a move within the document it takes the focus, so that it is read. */
export function PageTitle({ title, children }: Props) {
  const t = useTexts();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · ${t('brand')}`;
  }, [title, t]);
  useLayoutEffect(() => {
    if (hasMoved()) heading.current?.focus();
  }, []);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children ?? title}
    </h1>
  );
}
