import { useLanguage } from '@gatehouse/ui';

import styles from './Docs.module.css';
import { type Api, bodyOf, exampleOf, formOf, type Operation, resolve, type Schema } from './openapi';
import { useText } from './texts';

/** One operation: a line that opens to its parameters, body and answers. */
export function OperationEntry({ api, operation }: { api: Api; operation: Operation }) {
  const t = useText();
  const [language] = useLanguage();
  const body = bodyOf(operation.requestBody);
  const isPublic = operation.security?.length === 0;
  return (
    <details className={styles['operation']} id={operation.operationId}>
      <summary>
        <span className={styles['method']} data-method={operation.method}>
          {operation.method}
        </span>
        <code className={styles['path']}>{operation.path}</code>
        <span className={styles['summary']}>{operation.summary}</span>
      </summary>
      <div className={styles['detail']}>
        <p lang={language} className={styles['muted']}>
          {t(isPublic ? 'docs.public' : 'docs.signedIn')}
        </p>
        {operation.parameters && operation.parameters.length > 0 && (
          <Part title={t('docs.parameters')}>
            <Members
              rows={operation.parameters.map(({ name, required = false, schema, description }) => ({
                name,
                isRequired: required,
                form: formOf(api, schema),
                description,
              }))}
            />
          </Part>
        )}
        {body && (
          <Part title={t('docs.body')}>
            <Body api={api} schema={body} />
          </Part>
        )}
        <Part title={t('docs.answers')}>
          {Object.entries(operation.responses).map(([status, response]) => (
            <Answer key={status} api={api} status={status} response={response} />
          ))}
        </Part>
      </div>
    </details>
  );
}

function Part({ title, children }: { title: string; children: React.ReactNode }) {
  const [language] = useLanguage();
  return (
    <div className={styles['part']}>
      <h3 lang={language}>{title}</h3>
      {children}
    </div>
  );
}

function Answer({ api, status, response }: { api: Api; status: string; response: Operation['responses'][string] }) {
  const errors = response['x-error-codes'];
  const body = bodyOf(response);
  return (
    <div className={styles['answer']}>
      <strong>{status}</strong>
      {errors ? (
        <span className={styles['errors']}>
          {errors.map((code) => (
            <code key={code}>{code}</code>
          ))}
        </span>
      ) : (
        <div>{body ? <Body api={api} schema={body} /> : response.description}</div>
      )}
    </div>
  );
}

function Body({ api, schema }: { api: Api; schema: Schema }) {
  const t = useText();
  const [language] = useLanguage();
  const { properties = {}, required = [] } = resolve(api, schema);
  const rows = Object.entries(properties).map(([name, member]) => ({
    name,
    isRequired: required.includes(name),
    form: formOf(api, member),
    description: member.description,
  }));
  return (
    <>
      {rows.length > 0 && <Members rows={rows} />}
      <details className={styles['example']}>
        <summary lang={language}>{t('docs.example')}</summary>
        {/* Scrolled by keyboard too (WCAG 2.1.1). */}
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
        <pre tabIndex={0}>{JSON.stringify(exampleOf(api, schema), null, 2)}</pre>
      </details>
    </>
  );
}

interface Row {
  name: string;
  isRequired: boolean;
  form: string;
  description: string | undefined;
}

function Members({ rows }: { rows: Row[] }) {
  const t = useText();
  const [language] = useLanguage();
  return (
    <table className={styles['members']}>
      <thead>
        <tr lang={language}>
          <th scope="col">{t('docs.name')}</th>
          <th scope="col">{t('docs.form')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, isRequired, form, description }) => (
          <tr key={name}>
            <th scope="row">
              <code>{name}</code> {isRequired && <Required />}
            </th>
            <td>
              {form}
              {description !== undefined && <div className={styles['muted']}>{description}</div>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Required() {
  const t = useText();
  const [language] = useLanguage();
  return (
    <span lang={language} className={styles['required']}>
      {t('docs.required')}
    </span>
  );
}
