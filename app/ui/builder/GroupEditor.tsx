/** A group of the rule: how many of its parts must be met, its parts, and what can be put beside them. */
import { Button, InlineError, InlineStack, Select } from '@shopify/polaris';
import { PlusIcon } from '@shopify/polaris-icons';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { useBuilder } from './BuilderContext.ts';
import { problemText } from './builderTexts.ts';
import { ConditionEditor } from './ConditionEditor.tsx';
import { canAddCondition, canAddGroup } from './draftEdits.ts';
import { Label } from './FieldEditor.tsx';
import { PartActions } from './PartActions.tsx';
import { type GroupDraft, type GroupForm, groupForms, isGroup } from './ruleDraft.ts';
import { controlId, placeText } from './useRuleDraft.ts';

interface Props {
  group: GroupDraft;
  /** What is wrong with groups is held back until somebody wants to save. */
  isTold: boolean;
}

export function GroupEditor({ group, isTold }: Props) {
  const { t } = useTranslation();
  const { draft, places, problems, dispatch } = useBuilder();
  const { key, form, parts } = group;
  const isRoot = key === draft.root.key;
  const place = places.get(key);
  const number = place?.group ?? 1;
  const name = placeText(t, place);
  const mine = problems.filter((problem) => problem.key === key && (isTold || problem.fault.code !== 'empty-group'));
  return (
    <div className={isRoot ? 'kesit-group' : 'kesit-group kesit-group-inner'} role="group" aria-label={name}>
      <div className="kesit-group-head">
        <div className="kesit-field kesit-field-form">
          <Select
            label={<Label place={t('builder.places.within', { place: name })} text={t('builder.forms.label')} />}
            labelHidden
            options={groupForms.map((each) => ({ value: each, label: t(`builder.forms.${each}`) }))}
            value={form}
            onChange={(chosen) => dispatch({ what: 'form', key, form: chosen as GroupForm })}
          />
        </div>
        {!isRoot && <PartActions partKey={key} name={name} />}
      </div>
      {mine.map((problem) => (
        <div key={problem.fault.code} role="alert">
          <InlineError
            fieldID={controlId.add(key)}
            message={
              isRoot && problem.fault.code === 'empty-group'
                ? t('builder.faults.empty-rule')
                : problemText(t, problem.fault)
            }
          />
        </div>
      ))}
      {parts.length > 0 && (
        <ul className="kesit-parts">
          {parts.map((part, index) => (
            <Fragment key={part.key}>
              {index > 0 && (
                <li className="kesit-joint" aria-hidden="true">
                  {t(`builder.joints.${form}`)}
                </li>
              )}
              {isGroup(part) ? (
                <li>
                  <GroupEditor group={part} isTold={isTold} />
                </li>
              ) : (
                <ConditionEditor condition={part} />
              )}
            </Fragment>
          ))}
        </ul>
      )}
      <Additions groupKey={key} number={number} />
    </div>
  );
}

function Additions({ groupKey, number }: { groupKey: number; number: number }) {
  const { t } = useTranslation();
  const { draft, dispatch } = useBuilder();
  const [hasRoom, hasDepth] = [canAddCondition(draft), canAddGroup(draft, groupKey)];
  return (
    <InlineStack gap="200" blockAlign="center">
      {hasRoom && (
        <Button
          id={controlId.add(groupKey)}
          icon={PlusIcon}
          accessibilityLabel={t('builder.add.conditionTo', { group: number })}
          onClick={() => dispatch({ what: 'add-condition', groupKey })}
        >
          {t('builder.add.condition')}
        </Button>
      )}
      {hasDepth ? (
        <Button
          icon={PlusIcon}
          accessibilityLabel={t('builder.add.groupTo', { group: number })}
          onClick={() => dispatch({ what: 'add-group', groupKey })}
        >
          {t('builder.add.group')}
        </Button>
      ) : (
        <span className="kesit-quiet">{t(hasRoom ? 'builder.add.deepest' : 'builder.add.most')}</span>
      )}
    </InlineStack>
  );
}
