/** What names of special categories of personal data are made of, in Turkish and in English; folded, see sensitive.ts. */

interface Terms {
  /** Beginnings of words. */
  readonly stems: readonly string[];
  /** Words that as beginnings would catch too much: `din` is not `dinner`. */
  readonly words: readonly string[];
  /** Names of which they are the whole: `health` is not `health and beauty`. */
  readonly names: readonly string[];
}

const split = (text: string): string[] => text.split(',').map((term) => term.trim());

export const sensitiveTerms: Readonly<Record<string, Terms>> = {
  politics: {
    stems: split(
      'siyasi, siyaset, political, politics, politik gorus, politik egilim, ideolo, parti uye, party affil, party member, oy tercih, secmen, voter, voting pref, dunya gorus, worldview, felsefi, philosophical',
    ),
    words: split('politik'),
    names: split('political party'),
  },
  religion: {
    stems: split(
      'religi, mezhep, mezheb, inanc, dini inan, dini gorus, dini mensub, dindar, namaz, oruc tut, cemaat, tarikat, musluman, muslim, islami, islamic, hristiyan, hiristiyan, christianity, katolik, catholic, protestan, ortodoks, orthodox, yahudi, musevi, jewish, judaism, alevi, sunni, ateis, atheis, agnosti, budist, buddhis, hinduis, church attend, church member, tesetturlu, basortulu, turbanli, kilik kiyafet',
    ),
    words: split('din, dini, islam, hindu'),
    names: split('faith, belief, beliefs, creed, christian, church, kilise, cami, mosque'),
  },
  ethnicity: {
    stems: split(
      'ethnicit, ethnic origin, ethnic background, ethnic group, ethnic identit, etnisite, etnik koken, etnik kimlik, etnik grup, etnik aidiyet, irksal, racial, irk koken, irk bilgi, kurdish, kurt koken, skin colo, ten rengi',
    ),
    words: split('irk, irki'),
    names: split('race, ethnic, etnik, koken, kokeni, race ethnicity'),
  },
  health: {
    stems: split(
      'health condition, health status, health issue, health problem, health histor, health record, health info, health data, health insur, mental health, saglik durum, saglik sorun, saglik problem, saglik gecmis, saglik kayit, saglik bilgi, saglik veri, saglik rapor, ruh saglig, disease, illness, hastalik, hastalig, diagnos, teshis, medical condition, medical histor, medical record, medical info, medical issue, medical data, medikal gecmis, medikal durum, tibbi, medication, ilac kullan, kullandigi ilac, diabet, diyabet, seker hasta, cancer, kanser, hypertens, hipertans, yuksek tansiyon, asthma, astim, epilep, alzheimer, parkinson, migren, migraine, obezite, obesity, anorex, anoreks, bulimi, pregnan, hamile, gebe, kisirlik, infertil, fertility, tup bebek, menopoz, menopaus, menstru, disabilit, engellilik, engelli raporu, engel durumu, handicap, depressi, depresyon, anxiety, anksiyete, bipolar, psikiyatr, psychiatr, otizm, otistik, autis, sendrom, syndrome, bagimlilik, bagimlilig, addiction, alcoholi, alkolik, blood type, blood group, kan grubu, kan grup, allergy, allergies, allergic, alerji, vaccin, asi durumu',
    ),
    words: split('hiv, adhd, dehb, ivf, hasta, engelli'),
    names: split('health, saglik, medical, medikal, disabled, tani, tanisi, ilac, aids, tansiyon'),
  },
  sexuality: {
    stems: split(
      'sexual, bisexual, homosexual, heterosexual, sex life, sex pref, cinsel yonelim, cinsel tercih, cinsel hayat, cinsel yasam, cinsel kimlik, cinsel egilim, lgbt, lesbian, lezbiyen, escinsel, biseksuel, homoseksuel, heteroseksuel, transgender, transseksuel, gender identit',
    ),
    words: split('gay, queer'),
    names: split('orientation, yonelim'),
  },
  others: {
    stems: split(
      'biometri, biyometri, parmak izi, yuz tanima, genetic, genetik, genom, dna test, sabika, adli sicil, criminal, mahkumiyet, sendika, trade union, labor union, labour union, union member, dernek uye, vakif uye',
    ),
    words: [],
    names: split('union, dna, fingerprint'),
  },
};
