import { createTheme, localStorageColorSchemeManager } from '@mantine/core';

const plain = { hover: 'var(--gh-sunken)', background: 'transparent', color: 'var(--gh-primary-text)', border: 'none' };

/** Variants of buttons: what each means is in the name, what it looks like is in tokens.css. */
const variants: Record<string, { background: string; hover: string; color: string; border: string }> = {
  filled: {
    background: 'var(--gh-primary)',
    hover: 'var(--gh-primary-hover)',
    color: 'var(--gh-on-primary)',
    border: '1px solid transparent',
  },
  default: {
    background: 'var(--gh-surface)',
    hover: 'var(--gh-sunken)',
    color: 'var(--gh-text)',
    border: '1px solid var(--gh-field-line)',
  },
  danger: {
    background: 'var(--gh-danger)',
    hover: 'var(--gh-danger-hover)',
    color: 'var(--gh-page)',
    border: '1px solid transparent',
  },
  subtle: plain,
  'subtle-danger': { ...plain, color: 'var(--gh-danger-text)' },
};

const field = { size: 'md' } as const;

export const theme = createTheme({
  respectReducedMotion: true,
  cursorType: 'pointer',
  variantColorResolver: ({ variant }) => variants[variant] ?? plain,
  // By name: a page loads the parts that it has, not those that it could have.
  components: {
    TextInput: { defaultProps: field },
    NativeSelect: { defaultProps: field },
    Checkbox: { defaultProps: { size: 'sm', radius: 5 } },
  },
});

export const colorSchemeManager = localStorageColorSchemeManager({ key: 'gatehouse.theme' });
