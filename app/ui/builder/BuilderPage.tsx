/** The page on which a segment is built or changed: its name, its rule, what the rule comes to, and the admin's own save bar. */
import { useNavigate } from '@remix-run/react';
import { BlockStack, Card, Checkbox, Layout, Page, Text, TextField } from '@shopify/polaris';
import { useEffect, useMemo, useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { parseRule } from '#app/core/rules/parse.ts';
import type { Rule } from '#app/core/rules/rule.ts';
import { showToast } from '../appBridge.ts';
import { useLocale } from '../formats.ts';
import type { NamedSegment } from '../segmentText.ts';
import { RuleTree } from '../segments/RuleTree.tsx';
import { useShop } from '../ShopContext.tsx';
import { useSaveBar } from '../useSaveBar.ts';
import { BuilderProvider } from './BuilderContext.ts';
import { BuilderProblems } from './BuilderProblems.tsx';
import { judge, type PartProblem, type Referred } from './draftProblems.ts';
import { GroupEditor } from './GroupEditor.tsx';
import { placesOf } from './outline.ts';
import { PreviewCard } from './PreviewCard.tsx';
import { draftOf, emptyDraft } from './ruleDraft.ts';
import { StartSelect } from './StartSelect.tsx';
import { subjectGroups } from './subjectTexts.ts';
import { usePreview } from './usePreview.ts';
import { controlId, useRuleDraft } from './useRuleDraft.ts';
import { useSaving } from './useSaving.ts';

interface Props {
  /** Null for a new segment. */
  segmentId: number | null;
  /** Empty for a new segment. */
  name: string;
  /** The rule to begin with; null for none. */
  rule: Rule | null;
  /** All other segments, for references. */
  others: readonly (NamedSegment & Referred)[];
}

/** Where something is wrong, so that it can be put right at once. */
function focusOn({ key, field }: PartProblem): void {
  const ids = [...(field === null ? [] : [`field-${key}-${field}`]), controlId.subject(key), controlId.add(key)];
  ids
    .map((id) => document.getElementById(id))
    .find((control) => control !== null)
    ?.focus();
}

export function BuilderPage({ segmentId, name: storedName, rule, others }: Props) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { currencyCode } = useShop();
  const navigate = useNavigate();
  const terms = useMemo(() => ({ locale, currencyCode }), [locale, currencyCode]);
  // What is stored may be read again meanwhile; what is being built begins with what it was at first.
  const [initial] = useState(() => (rule === null ? emptyDraft : draftOf(rule, terms)));
  const [name, setName] = useState(storedName);
  const [active, setActive] = useState(true);
  const { draft, announcement, dispatch, reset } = useRuleDraft(initial);
  const { written, problems } = useMemo(
    () => judge(draft, terms, { segmentId, others }),
    [draft, terms, segmentId, others],
  );
  const isComplete = problems.length === 0;
  const json = JSON.stringify(written.rule);
  const preview = usePreview(isComplete ? json : null, segmentId);
  const [isTold, setIsTold] = useState(false);
  const saving = useSaving(draft, written, json);
  const [savedId, setSavedId] = useState<number | null>(null);
  const isDirty =
    savedId === null && (name !== storedName || JSON.stringify(draft.root) !== JSON.stringify(initial.root));
  const saveBarId = useSaveBar('segment-builder', isDirty);

  const told = useRef<number | null>(null);
  useEffect(() => {
    if (saving.savedId === null || told.current === saving.savedId) return;
    told.current = saving.savedId;
    setSavedId(saving.savedId);
    showToast(t('builder.saved', { segment: name }));
    navigate(`/app/segments/${saving.savedId}`);
  }, [saving.savedId, name, navigate, t]);

  const submit = (event?: FormEvent): void => {
    event?.preventDefault();
    setIsTold(true);
    dispatch({ what: 'leave', key: null });
    const [first] = problems;
    if (first === undefined)
      saving.save({ name, rule: json, ...(segmentId === null ? { active: String(active) } : {}) });
    else focusOn(first);
  };
  const discard = (): void => {
    reset(initial);
    setName(storedName);
    setIsTold(false);
    saving.forget();
  };
  const shown = [...problems, ...saving.partProblems];
  const groups = useMemo(() => subjectGroups(t, locale, others), [t, locale, others]);
  const places = useMemo(() => placesOf(draft.root), [draft]);
  const parsed = useMemo(() => parseRule(JSON.parse(json)), [json]);
  return (
    <Page
      title={segmentId === null ? t('builder.newTitle') : t('builder.editTitle', { segment: storedName })}
      subtitle={t('builder.subtitle')}
      fullWidth
      backAction={{
        content: t('segments.title'),
        url: segmentId === null ? '/app/segments' : `/app/segments/${segmentId}`,
      }}
    >
      <form onSubmit={submit} noValidate>
        <ui-save-bar id={saveBarId}>
          <button variant="primary" type="button" onClick={() => submit()}>
            {t('common.save')}
          </button>
          <button type="button" onClick={discard}>
            {t('common.discard')}
          </button>
        </ui-save-bar>
        <Layout>
          <Layout.Section>
            <BlockStack gap="400">
              <BuilderProblems problem={saving.problem} count={isTold ? problems.length : 0} />
              <Card>
                <BlockStack gap="400">
                  <TextField
                    id="segment-name"
                    label={t('builder.name')}
                    helpText={t('builder.nameHelp')}
                    value={name}
                    onChange={setName}
                    autoComplete="off"
                    maxLength={100}
                    {...(saving.problem === 'bad-name' ? { error: t('builder.problems.bad-name') } : {})}
                  />
                  {segmentId === null && (
                    <Checkbox
                      label={t('builder.active')}
                      helpText={t('builder.activeHelp')}
                      checked={active}
                      onChange={setActive}
                    />
                  )}
                </BlockStack>
              </Card>
              <Card>
                <BlockStack gap="400">
                  <Text as="h2" variant="headingMd">
                    {t('builder.rule')}
                  </Text>
                  {segmentId === null && (
                    <StartSelect onStart={(start) => dispatch({ what: 'start', rule: start, terms })} />
                  )}
                  <BuilderProvider value={{ draft, dispatch, places, problems: shown, groups, segments: others }}>
                    <GroupEditor group={draft.root} isTold={isTold} />
                  </BuilderProvider>
                  <div className="kesit-unseen" aria-live="polite">
                    {announcement}
                  </div>
                </BlockStack>
              </Card>
            </BlockStack>
          </Layout.Section>
          <Layout.Section variant="oneThird">
            <BlockStack gap="400">
              <PreviewCard {...preview} isComplete={isComplete} />
              {parsed.ok && (
                <Card>
                  <BlockStack gap="300">
                    <Text as="h2" variant="headingMd">
                      {t('builder.words.title')}
                    </Text>
                    <RuleTree rule={parsed.value} segments={others} />
                  </BlockStack>
                </Card>
              )}
            </BlockStack>
          </Layout.Section>
        </Layout>
      </form>
    </Page>
  );
}
