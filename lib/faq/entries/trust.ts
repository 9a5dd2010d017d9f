import type { DeliveredEntry } from '#lib/faq/delivered-entry.ts'

/** Disputes and reviews. */
export const TRUST_ENTRIES: readonly DeliveredEntry[] = [
  {
    id: 'open-dispute',
    for: 'anyone',
    question: { en: 'How do I open a dispute?', ar: 'أفتح نزاع إزاي؟' },
    answer: {
      en: 'Open the job and choose "Dispute", from the hire to {disputeDays} after completion. Say what is wrong and add pictures and messages. What is held stays held until our staff decide; you can withdraw the dispute as long as they have not.',
      ar: 'افتح الطلب ودوس «نزاع»، من وقت الاتفاق ولحد {disputeDays} بعد ما الشغل خلص. اكتب المشكلة وحط صور ورسايل. الفلوس المحجوزة بتفضل محجوزة لحد ما فريقنا يفصل، وتقدر تسحب النزاع طول ما لسه متحكمش فيه.',
    },
    links: ['disputes'],
  },
  {
    id: 'dispute-time',
    for: 'anyone',
    question: { en: 'How long does a dispute take?', ar: 'النزاع بياخد قد إيه؟' },
    answer: {
      en: 'The other side has {disputeAnswerHours} to answer; we decide within {disputeHours}, in writing and with reasons. Either side may appeal once within {appealHours}; another member of staff then decides finally.',
      ar: 'الطرف التاني قدامه {disputeAnswerHours} يرد، وإحنا بنفصل خلال {disputeHours} بقرار مكتوب بأسبابه. وأي طرف يقدر يتظلم مرة واحدة خلال {appealHours}، وموظف تاني بيفصل فيه نهائي.',
    },
    links: ['disputes'],
  },
  {
    id: 'leave-review',
    for: 'anyone',
    question: { en: 'How do I leave a review?', ar: 'أكتب تقييم إزاي؟' },
    answer: {
      en: 'After the work is confirmed both sides may review each other once, within {reviewDays}: 1 to 5 stars and a comment if you like. You can change it until it is shown. Cancelled jobs are not reviewed.',
      ar: 'بعد ما الشغل يتأكد، كل طرف يقدر يقيّم التاني مرة واحدة خلال {reviewDays}: من نجمة لخمسة، وتعليق لو حابب. وتقدر تعدّله لحد ما يظهر. الشغل الملغي مش بيتقيّم.',
    },
    links: ['my-jobs'],
  },
  {
    id: 'review-hidden',
    for: 'anyone',
    question: { en: 'Why is a review not shown yet?', ar: 'ليه التقييم لسه مش ظاهر؟' },
    answer: {
      en: 'So that nobody answers a review with revenge, both are shown together: once both sides have written, or after {reviewDays}. Until then neither of you, nor anybody else, sees it. A dispute stops the clock.',
      ar: 'عشان محدش يرد على تقييم بتقييم، الاتنين بيظهروا مع بعض: لما الطرفين يكتبوا، أو بعد {reviewDays}. لحد ساعتها لا إنت ولا هو ولا أي حد بيشوفه. والنزاع بيوقف العدّ.',
    },
    links: ['my-jobs'],
  },
  {
    id: 'wrong-review',
    for: 'anyone',
    question: { en: 'Somebody wrote an unfair review', ar: 'حد كتب عني تقييم ظالم' },
    answer: {
      en: 'You may answer it once, in public. If it insults, lies about facts or is not about the job, report it: our staff can hide it, and then it does not count. Being unkind alone is no reason.',
      ar: 'تقدر ترد عليه مرة واحدة قدام الناس. لو فيه شتيمة أو كدب أو مش عن الشغل، بلّغ عنه: فريقنا يقدر يخفيه وساعتها مش بيتحسب. بس مجرد إنه مش عاجبك مش سبب كفاية.',
    },
    links: ['my-reviews'],
  },
]
