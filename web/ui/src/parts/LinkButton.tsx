import type { ButtonHTMLAttributes } from 'react';

import styles from './LinkButton.module.css';

/** A button that looks like a link: for what is done on the page beside its main matter. */
export function LinkButton(props: ButtonHTMLAttributes<HTMLButtonElement>) {
  return <button type="button" {...props} className={styles['link']} />;
}
