import styles from './forms.module.css';

type Props<V extends string> = {
  legend: string;
  name: string;
  value: V;
  options: readonly (readonly [V, string])[];
  onChange: (value: V) => void;
};

/** One of two or three: radio buttons side by side. */
export function Pills<V extends string>({ legend, name, value, options, onChange }: Props<V>) {
  return (
    <fieldset className={styles['choices']}>
      <legend>{legend}</legend>
      <div className={styles['pills']}>
        {options.map(([key, text]) => (
          <label key={key}>
            <input type="radio" name={name} value={key} checked={value === key} onChange={() => onChange(key)} />
            {text}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
