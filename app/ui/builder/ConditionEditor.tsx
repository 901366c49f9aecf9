/** One condition: what it is about, how that is asked, and the fields that follow from it. */
import { InlineError, Select } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { factCatalogue } from '#app/core/facts/catalogue.ts';
import { useLocale } from '../formats.ts';
import { useBuilder } from './BuilderContext.ts';
import { type ConditionDraft, fieldsOfDraft } from './conditionDraft.ts';
import { isOperator } from './conditionFields.ts';
import type { PartProblem } from './draftProblems.ts';
import { FieldEditor, Label } from './FieldEditor.tsx';
import { isAsking, operatorText, problemText } from './builderTexts.ts';
import { PartActions } from './PartActions.tsx';
import { SubjectPicker } from './SubjectPicker.tsx';
import { operatorsOf, type Subject, subjectOf } from './subjects.ts';
import { subjectText } from './subjectTexts.ts';
import { controlId, placeText } from './useRuleDraft.ts';

export function ConditionEditor({ condition }: { condition: ConditionDraft }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { places, groups, segments, problems, dispatch } = useBuilder();
  const { key, about, is, values } = condition;
  const subject = subjectOf(about);
  const name = placeText(t, places.get(key));
  const place = t('builder.places.within', { place: name });
  const mine = condition.isLeft ? problems.filter((problem) => problem.key === key) : [];
  const text = (problem: PartProblem | undefined): string | undefined => problem && problemText(t, problem.fault);
  const whole = mine.find(({ field }) => field === null);
  const operators = subject ? operatorsOf(subject).filter(isAsking) : [];
  const fields = fieldsOfDraft(condition);
  /** What is not said in its place is said below. */
  const elsewhere = mine.filter(({ field }) => field !== null && !fields.some((known) => known.name === field));
  return (
    <li
      className="kesit-condition"
      role="group"
      aria-label={name}
      onBlur={(event) => {
        const isWithin = event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget);
        if (!isWithin && subject && !condition.isLeft) dispatch({ what: 'leave', key });
      }}
    >
      <div className="kesit-condition-fields">
        <div className="kesit-field kesit-field-subject">
          <SubjectPicker
            id={controlId.subject(key)}
            label={<Label place={place} text={t('builder.subject.label')} />}
            groups={groups}
            chosen={about}
            chosenText={subjectText(t, locale, segments, about)}
            help={helpOf(
              subject,
              fields.some(({ editor }) => editor === 'share'),
              locale,
            )}
            error={whole?.fault.code === 'nothing-chosen' ? text(whole) : undefined}
            onChoose={(chosen) => dispatch({ what: 'about', key, about: chosen })}
          />
        </div>
        {operators.length > 0 && subject && (
          <div className="kesit-field kesit-field-operator">
            <Select
              label={<Label place={place} text={t('builder.operator')} />}
              labelHidden
              options={operators.map((operator) => ({ value: operator, label: operatorText(t, operator, subject) }))}
              value={is ?? ''}
              onChange={(operator) => {
                if (isOperator(operator)) dispatch({ what: 'operator', key, is: operator });
              }}
            />
          </div>
        )}
        {fields.some(({ isNamed }) => isNamed) && <div className="kesit-line-end" />}
        {fields.map((field) => (
          <FieldEditor
            key={field.name}
            id={`field-${key}-${field.name}`}
            field={field}
            place={place}
            values={values}
            error={text(mine.find((problem) => problem.field === field.name))}
            onChange={(changed) => dispatch({ what: 'values', key, values: changed })}
          />
        ))}
      </div>
      <PartActions partKey={key} name={name} />
      {[whole?.fault.code === 'nothing-chosen' ? undefined : whole, ...elsewhere].map(
        (problem) =>
          problem && (
            <div key={problem.field ?? 'whole'} className="kesit-condition-problem" role="alert">
              <InlineError fieldID={controlId.subject(key)} message={text(problem) ?? ''} />
            </div>
          ),
      )}
    </li>
  );
}

/** A fact's own help; what it says of a share is of one as it is kept, not as it is typed. */
function helpOf(subject: Subject | null, isShare: boolean, locale: 'tr' | 'en'): string | undefined {
  if (subject?.kind !== 'fact' || isShare) return undefined;
  const fact = factCatalogue[subject.fact];
  return 'help' in fact ? fact.help?.[locale] : undefined;
}
