/** The only list of presets, in the order in which they are offered. A test holds it equal to the files of `catalogue`. */
import { activeCustomers } from './catalogue/active-customers.ts';
import { anniversary } from './catalogue/anniversary.ts';
import { atRisk } from './catalogue/at-risk.ts';
import { birthday } from './catalogue/birthday.ts';
import { browseAbandoners } from './catalogue/browse-abandoners.ts';
import { byAge } from './catalogue/by-age.ts';
import { byFamily } from './catalogue/by-family.ts';
import { byGender } from './catalogue/by-gender.ts';
import { byInterest } from './catalogue/by-interest.ts';
import { byLanguage } from './catalogue/by-language.ts';
import { byOccupation } from './catalogue/by-occupation.ts';
import { byPlace } from './catalogue/by-place.ts';
import { cartAbandoners } from './catalogue/cart-abandoners.ts';
import { categoryBuyers } from './catalogue/category-buyers.ts';
import { categoryInterest } from './catalogue/category-interest.ts';
import { checkoutAbandoners } from './catalogue/checkout-abandoners.ts';
import { churn } from './catalogue/churn.ts';
import { clickersNoOrder } from './catalogue/clickers-no-order.ts';
import { crossSell } from './catalogue/cross-sell.ts';
import { detractors } from './catalogue/detractors.ts';
import { deviceDesktop } from './catalogue/device-desktop.ts';
import { deviceMobile } from './catalogue/device-mobile.ts';
import { discountOnly } from './catalogue/discount-only.ts';
import { dormant } from './catalogue/dormant.ts';
import { emailOnly } from './catalogue/email-only.ts';
import { engaged30 } from './catalogue/engaged-30.ts';
import { engaged60 } from './catalogue/engaged-60.ts';
import { engaged90 } from './catalogue/engaged-90.ts';
import { firstTimeBuyers } from './catalogue/first-time-buyers.ts';
import { frequentBuyers } from './catalogue/frequent-buyers.ts';
import { frequentVisitors } from './catalogue/frequent-visitors.ts';
import { fullPrice } from './catalogue/full-price.ts';
import { highAov } from './catalogue/high-aov.ts';
import { highIntent } from './catalogue/high-intent.ts';
import { highPredictedValue } from './catalogue/high-predicted-value.ts';
import { lapsedVip } from './catalogue/lapsed-vip.ts';
import { likelyToBuy } from './catalogue/likely-to-buy.ts';
import { likelyToChurn } from './catalogue/likely-to-churn.ts';
import { ltvOver } from './catalogue/ltv-over.ts';
import { newSubscribers } from './catalogue/new-subscribers.ts';
import { oneAndDone } from './catalogue/one-and-done.ts';
import { overdue } from './catalogue/overdue.ts';
import { potentialPurchasers } from './catalogue/potential-purchasers.ts';
import { prefersEmail } from './catalogue/prefers-email.ts';
import { prefersSms } from './catalogue/prefers-sms.ts';
import { promoters } from './catalogue/promoters.ts';
import { reactivated } from './catalogue/reactivated.ts';
import { recent72h } from './catalogue/recent-72h.ts';
import { recentlyUnsubscribed } from './catalogue/recently-unsubscribed.ts';
import { referred } from './catalogue/referred.ts';
import { referrers } from './catalogue/referrers.ts';
import { repeatBuyers } from './catalogue/repeat-buyers.ts';
import { returningHighValue } from './catalogue/returning-high-value.ts';
import { rfmAboutToSleep } from './catalogue/rfm-about-to-sleep.ts';
import { rfmAtRisk } from './catalogue/rfm-at-risk.ts';
import { rfmCantLose } from './catalogue/rfm-cant-lose.ts';
import { rfmChampions } from './catalogue/rfm-champions.ts';
import { rfmHibernating } from './catalogue/rfm-hibernating.ts';
import { rfmLost } from './catalogue/rfm-lost.ts';
import { rfmLoyal } from './catalogue/rfm-loyal.ts';
import { rfmNeedAttention } from './catalogue/rfm-need-attention.ts';
import { rfmNew } from './catalogue/rfm-new.ts';
import { rfmPotentialLoyalist } from './catalogue/rfm-potential-loyalist.ts';
import { rfmPromising } from './catalogue/rfm-promising.ts';
import { searchNoResult } from './catalogue/search-no-result.ts';
import { serialReturners } from './catalogue/serial-returners.ts';
import { smsOnly } from './catalogue/sms-only.ts';
import { tierBronze } from './catalogue/tier-bronze.ts';
import { tierGold } from './catalogue/tier-gold.ts';
import { tierSilver } from './catalogue/tier-silver.ts';
import { topReviewers } from './catalogue/top-reviewers.ts';
import { topSpenders } from './catalogue/top-spenders.ts';
import { trafficSource } from './catalogue/traffic-source.ts';
import { unengaged } from './catalogue/unengaged.ts';
import { vip } from './catalogue/vip.ts';
import { weather } from './catalogue/weather.ts';
import { welcome } from './catalogue/welcome.ts';
import { winback } from './catalogue/winback.ts';
import { wishlist } from './catalogue/wishlist.ts';
import type { Preset } from './preset.ts';

export const presets: readonly Preset[] = [
  newSubscribers,
  engaged30,
  engaged60,
  engaged90,
  vip,
  potentialPurchasers,
  churn,
  winback,
  repeatBuyers,
  firstTimeBuyers,
  oneAndDone,
  activeCustomers,
  atRisk,
  dormant,
  reactivated,
  lapsedVip,
  returningHighValue,
  welcome,
  anniversary,
  topSpenders,
  highAov,
  ltvOver,
  frequentBuyers,
  discountOnly,
  fullPrice,
  serialReturners,
  tierGold,
  tierSilver,
  tierBronze,
  categoryBuyers,
  crossSell,
  rfmChampions,
  rfmLoyal,
  rfmPotentialLoyalist,
  rfmNew,
  rfmPromising,
  rfmNeedAttention,
  rfmAboutToSleep,
  rfmCantLose,
  rfmAtRisk,
  rfmHibernating,
  rfmLost,
  cartAbandoners,
  checkoutAbandoners,
  browseAbandoners,
  highIntent,
  categoryInterest,
  searchNoResult,
  wishlist,
  frequentVisitors,
  recent72h,
  deviceMobile,
  deviceDesktop,
  trafficSource,
  unengaged,
  clickersNoOrder,
  prefersEmail,
  prefersSms,
  smsOnly,
  emailOnly,
  recentlyUnsubscribed,
  likelyToChurn,
  likelyToBuy,
  overdue,
  highPredictedValue,
  byPlace,
  byLanguage,
  byAge,
  birthday,
  byGender,
  byFamily,
  byOccupation,
  byInterest,
  referred,
  referrers,
  topReviewers,
  promoters,
  detractors,
  weather,
];

/** Those that a new shop has, switched on from the start. */
export const standardPresets: readonly Preset[] = presets.filter(({ category }) => category === 'standard');

/** The preset of that id, or undefined. */
export function presetById(id: string): Preset | undefined {
  return presets.find((preset) => preset.id === id);
}
