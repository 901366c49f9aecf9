/** Names that speak of a special category of personal data are refused as what a segment is made of; their like are not. */
import { describe, expect, test } from 'vitest';
import { parseRule } from '#app/core/rules/parse.ts';
import { isSensitiveName } from '#app/core/rules/sensitive.ts';

/** Names with bars between them. */
const split = (names: string): string[] => names.split('|').map((name) => name.trim());

const refused = {
  politics: split(`
    siyasi_gorus | Siyasi Görüş | custom.siyaset | political_view | politicalView | Politics | politik |
    politik_gorus | parti_uyeligi | Parti Üyesi | party affiliation | ideoloji | ideology | felsefi_inanc |
    dunya_gorusu | worldview | oy_tercihi | political_party`),
  religion: split(`
    din | Din | DİN | kisisel.din | din:islam | dini_inanc | inanç | İnancı | mezhep | mezhebi | religion |
    customer-religion | religious_belief | Faith | custom.faith | namaz_kiliyor | muslim | Müslüman | İslam |
    Christian | Hıristiyan | jewish | Alevi | ateist | atheist | cemaat | church_member | tesettürlü |
    başörtülü | kılık_kıyafet`),
  ethnicity: split(`
    ırk | IRK | irki | custom.irk | etnik_köken | Etnik Kimlik | etnik | ethnicity | ethnicOrigin | race |
    custom.race | race:white | race/ethnicity | racial_group | köken | kurdish | skin_color | ten rengi`),
  health: split(`
    sağlık | Sağlık Durumu | saglik_sorunlari | health | custom.health | health_condition | healthStatus |
    HIVStatus | health.weight | mental-health | hastalık | Hastalığı | kronik_hastalik | hasta | disease |
    diagnosis | teşhis | tanı | medical_history | medical | tıbbi_gecmis | kullandigi_ilaclar | medication |
    diyabet | diabetic | şeker hastası | kanser | cancer_patient | hamile | Hamilelik | gebelik_haftasi |
    pregnancy | pregnant | due:pregnant | engelli | engellilik_orani | disability | depresyon | depression |
    hiv | kan_grubu | kangrubu | Blood Type | bloodType | alerji | Alerjisi | allergies | food_allergy |
    aşı_durumu | vaccinated | otizm | adhd | bağımlılık | menopoz | tüp bebek | infertility`),
  sexuality: split(`
    cinsel_yönelim | Cinsel Hayat | cinsel tercihi | sexual_orientation | sexuality | sexLife | orientation |
    lgbt | LGBTQ+ | gay | Lezbiyen | lesbian | eşcinsel | bisexual | transgender | gender_identity`),
  'what else the law counts': split(`
    sabıka_kaydi | criminal_record | sendika | Sendika Üyeliği | trade_union | union | dernek_uyeligi |
    biyometrik | biometric_id | genetik_test | genetics | dna | parmak izi`),
};

const harmless = [
  ...split(`
    dinner | dinner_club | dinamo | Dinar | dinle | dining_room | Aydın | edin | healthy_snacks |
    Health & Beauty | saglik_ve_guzellik | kişisel bakım | hypoallergenic | allergen_free | vitamin |
    race_day | trail race | racing | grace | trace | brace | embrace | parti | party | birthday_party |
    gizlilik_politikasi | privacy_policy | iade politikası | third_party | kurdele | Irkutsk | kirk | kırmızı |
    birkenstock | etnik_desenli | coffee_origin | kahve_kökeni | gayrimenkul | hive | archive |
    screen_orientation | essex | sex | gender | cinsiyet | unisex | western_union | reunion | onion |
    faithful_customer | Christian Dior | Islamabad | christmas_2026 | ramazan_kampanyasi | Gebze |
    hastane_calisani | medikal_corap | hearing_aids | browser_fingerprint | engellenmedi | medicine_cabinet |
    vip | VIP | newsletter | toptan | custom.size | kadın | erkek | çocuk_sahibi | meslek | ilgi_alani |
    doğum_tarihi | age | yaş | city | il | medeni_durum | wholesale | tesettur_giyim | saç bakımı | kampanya |
    kanca | kanal`),
  '',
  '.',
  '__',
];

describe.each(Object.entries(refused))('of %s', (_category, names) => {
  test.each(names)('%j is refused', (name) => {
    expect(isSensitiveName(name)).toBe(true);
  });
});

test.each(harmless)('%j is not refused', (name) => {
  expect(isSensitiveName(name)).toBe(false);
});

test.each<[input: object, name: string]>([
  [{ fact: 'metafields', key: 'custom.din', is: 'value-one-of', values: ['x'] }, 'custom.din'],
  [{ fact: 'metafields', key: 'custom.din', is: 'value-none-of', values: ['x'] }, 'custom.din'],
  [{ fact: 'tags', is: 'has-any', values: ['vip', 'Hamile'] }, 'Hamile'],
  [{ fact: 'tags', is: 'has-none', values: ['Hamile'] }, 'Hamile'],
  [{ fact: 'firstOrderTags', is: 'has-any', values: ['hamile'] }, 'hamile'],
])('the rule %j is refused for %j, at its place', (condition, name) => {
  expect(parseRule({ all: [{ fact: 'lastOrderAt', is: 'ever' }, condition] })).toEqual({
    ok: false,
    problem: [{ path: ['all', 1], code: 'sensitive', message: expect.stringContaining(`"${name}"`) }],
  });
});

test.each([
  { fact: 'metafields', key: 'custom.size', is: 'value-one-of', values: ['hamile'] },
  { fact: 'city', is: 'one-of', values: ['Din'] },
  { fact: 'firstUtmSource', is: 'one-of', values: ['health'] },
  { is: 'did', event: 'ordered', of: { by: 'type', values: ['Hamile Giyim'] } },
])('the rule %j is let in: what is sensitive is not the name of an attribute', (rule) => {
  expect(parseRule(rule)).toEqual({ ok: true, value: rule });
});
