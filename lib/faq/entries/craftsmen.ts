import type { DeliveredEntry } from '#lib/faq/delivered-entry.ts'

/** What craftsmen ask. */
export const CRAFTSMAN_ENTRIES: readonly DeliveredEntry[] = [
  {
    id: 'become-craftsman',
    for: 'craftsman',
    question: { en: 'What do I need to begin as a craftsman?', ar: 'محتاج إيه عشان أبدأ كصنايعي؟' },
    answer: {
      en: 'Register as a craftsman, choose your skills, set your place and how far you go, and add pictures of your work. Joining is free. You can quote at once; being verified brings more work.',
      ar: 'سجّل كصنايعي، واختار تخصصاتك، وحدد مكانك وبتروح لحد فين، وحط صور من شغلك. الاشتراك مجاني وتقدر تبعت عروض على طول، والتوثيق بيجيبلك شغل أكتر.',
    },
    links: ['register', 'verification'],
  },
  {
    id: 'get-verified',
    for: 'craftsman',
    question: { en: 'How do I get verified?', ar: 'أوثّق حسابي إزاي؟' },
    answer: {
      en: 'Under "Verification" enter your national ID number and upload a picture of your ID card, and certificates if you have any. Staff check them, mostly within 2 working days. Verified craftsmen carry a mark and are recommended to clients.',
      ar: 'من «التوثيق» اكتب رقمك القومي وارفع صورة البطاقة، والشهادات لو عندك. الفريق بيراجعها، غالبًا في خلال يومين شغل. الموثّق بيظهر عليه علامة وبيترشح للعملاء.',
    },
    links: ['verification'],
  },
  {
    id: 'verification-rejected',
    for: 'craftsman',
    question: { en: 'Why was my verification rejected?', ar: 'ليه التوثيق اترفض؟' },
    answer: {
      en: 'The reason stands under "Verification": mostly a picture that cannot be read, a card that has expired, or a number that does not fit. Put it right and submit again, as often as you need.',
      ar: 'السبب مكتوب في «التوثيق»: غالبًا صورة مش واضحة أو بطاقة منتهية أو رقم مش مظبوط. صلّحه وابعت تاني، مفيش حد أقصى.',
    },
    links: ['verification'],
  },
  {
    id: 'kyc-safety',
    for: 'craftsman',
    question: { en: 'What happens to the picture of my ID card?', ar: 'صورة بطاقتي بيحصل فيها إيه؟' },
    answer: {
      en: 'It is encrypted before it is stored, with a key of your own. Only the staff who check it see it, and each look is recorded. Clients never see it. When you delete your account the key is destroyed, and nobody can read it any more.',
      ar: 'بتتشفر قبل ما تتحفظ بمفتاح خاص بيك. محدش بيشوفها غير الموظف اللي بيراجع، وكل مرة حد يفتحها بتتسجل. العملاء عمرهم ما بيشوفوها. ولما تحذف حسابك المفتاح بيتدمر ومحدش يقدر يقراها تاني.',
    },
    links: ['verification'],
  },
  {
    id: 'find-jobs',
    for: 'craftsman',
    question: { en: 'How do I find jobs?', ar: 'ألاقي شغل إزاي؟' },
    answer: {
      en: 'Under "Jobs" you see the open ones: filter by service, distance and budget, search for words, or sort by how well they fit you. Turn on alerts for new jobs in the notification settings to hear of them first.',
      ar: 'من «الشغل» بتشوف الطلبات المفتوحة: فلتر بالخدمة والمسافة والميزانية، أو دوّر بكلمة، أو رتّب بالأنسب ليك. وشغّل تنبيه الشغل الجديد من إعدادات الإشعارات عشان تعرف بيه الأول.',
    },
    links: ['jobs', 'notification-settings'],
  },
  {
    id: 'submit-quote',
    for: 'craftsman',
    question: { en: 'How do I send, change or withdraw a quote?', ar: 'أبعت عرض أو أعدّله أو أسحبه إزاي؟' },
    answer: {
      en: 'Open the job and choose "Quote": the price, when you can come, and a note. One quote for each job; you change or withdraw it until the client accepts. It is open for {quoteDays}. You may send {quotesPerDay} a day.',
      ar: 'افتح الطلب ودوس «ابعت عرض»: السعر، وتقدر تيجي إمتى، وملاحظة. عرض واحد لكل طلب، وتقدر تعدّله أو تسحبه لحد ما العميل يقبل. بيفضل مفتوح {quoteDays}، وتقدر تبعت {quotesPerDay} في اليوم.',
    },
    links: ['jobs'],
  },
  {
    id: 'respond-invitation',
    for: 'craftsman',
    question: { en: 'How do I answer an invitation?', ar: 'أرد على دعوة إزاي؟' },
    answer: {
      en: 'Under "Invitations" choose accept or decline, once. Sending a quote accepts it too. Declining costs you nothing, and you may still quote later while the job is open.',
      ar: 'من «الدعوات» اقبل أو ارفض، مرة واحدة. ولو بعت عرض يبقى قبلتها. الرفض مش بيأثر عليك، وتقدر برضه تبعت عرض بعدها طول ما الطلب مفتوح.',
    },
    links: ['invitations'],
  },
  {
    id: 'skills-services',
    for: 'craftsman',
    question: { en: 'How do I set my skills?', ar: 'أظبط تخصصاتي إزاي؟' },
    answer: {
      en: 'Choose them in your profile from the list of services: as many as you really do. If yours is missing write to us, and we look whether to add it.',
      ar: 'من ملفك الشخصي اختارهم من قايمة الخدمات: كل اللي بتعرف تعمله فعلًا. لو خدمتك مش موجودة ابعتلنا ونشوف نضيفها.',
    },
    links: ['profile', 'contact'],
  },
  {
    id: 'availability-pause',
    for: 'craftsman',
    question: {
      en: 'How do I pause, or set my hours and area?',
      ar: 'أوقف مؤقتًا أو أحدد مواعيدي ومنطقتي إزاي؟',
    },
    answer: {
      en: 'Under "Availability" in your profile: your hours for each day of the week, how far you go, how many jobs at once, and a date until which you pause. While you pause you are not recommended; contracts you have go on.',
      ar: 'من «المواعيد» في ملفك: ساعاتك لكل يوم في الأسبوع، وبتروح لحد فين، وكام شغلانة مع بعض، وتاريخ توقف لحده. وإنت موقّف مش بتترشح، والتعاقدات اللي عندك بتكمل عادي.',
    },
    links: ['profile'],
  },
  {
    id: 'fees',
    for: 'craftsman',
    question: { en: 'What does the platform take?', ar: 'المنصة بتاخد كام؟' },
    answer: {
      en: '{feeRate} of the price of a job that is done, and nothing else: no monthly fee, nothing for quotes. From Escrow it is taken before the rest comes to your wallet; in cash jobs you owe it. The client pays no fee.',
      ar: '{feeRate} من سعر الشغلانة اللي خلصت، ومفيش حاجة تانية: لا اشتراك شهري ولا رسوم على العروض. في الضمان بتتخصم قبل ما الباقي ينزل محفظتك، وفي الكاش بتبقى عليك. والعميل مش بيدفع عمولة.',
    },
    links: ['wallet'],
  },
  {
    id: 'cash-fees-debt',
    for: 'craftsman',
    question: { en: 'I owe fees from cash jobs', ar: 'عليّا عمولات من شغل الكاش' },
    answer: {
      en: 'The fee of a cash job is taken from your wallet; what it does not cover you owe ("fees due"). Top up the wallet, or let the next earnings pay it. Past {feeDebtMost}, or after {feeDebtDays}, you take no new cash jobs until it is paid; other jobs go on.',
      ar: 'عمولة شغل الكاش بتتخصم من محفظتك، واللي مش مكفي بيبقى عليك («عمولات مستحقة»). اشحن المحفظة أو سيبها تتخصم من شغلك الجاي. لو عدّت {feeDebtMost} أو فات عليها {feeDebtDays}، مش هتاخد شغل كاش جديد لحد ما تتدفع، والباقي شغال.',
    },
    links: ['wallet', 'top-up'],
  },
  {
    id: 'top-up-wallet',
    for: 'craftsman',
    question: { en: 'How do I top up my wallet?', ar: 'أشحن المحفظة إزاي؟' },
    answer: {
      en: 'Under "Wallet" choose "Top up", the sum, and card or Fawry. It pays fees that you owe first; the rest stays for fees to come and is not withdrawn.',
      ar: 'من «المحفظة» دوس «شحن» واختار المبلغ، وكارت أو فوري. الشحن بيسدد العمولات اللي عليك الأول، والباقي بيفضل للعمولات الجاية ومش بيتسحب.',
    },
    links: ['top-up'],
  },
  {
    id: 'when-paid',
    for: 'craftsman',
    question: { en: 'When can I withdraw what I earned?', ar: 'أقدر أسحب فلوسي إمتى؟' },
    answer: {
      en: '{clearingHours} after the client confirmed, or after the {confirmHours} in which they may. Until then the sum is in your balance, but not withdrawable. A dispute stops it until it is decided.',
      ar: 'بعد {clearingHours} من تأكيد العميل، أو بعد الـ {confirmHours} اللي من حقه يأكد فيها. لحد ساعتها المبلغ في رصيدك بس مش بيتسحب. والنزاع بيوقفه لحد ما نفصل.',
    },
    links: ['wallet'],
  },
  {
    id: 'withdraw',
    for: 'craftsman',
    question: { en: 'How do I withdraw money?', ar: 'أسحب فلوسي إزاي؟' },
    answer: {
      en: 'Under "Wallet" choose "Withdraw", the sum and the account: a bank, a mobile wallet, or Stripe. It arrives within {payoutDays}. Withdrawing is free.',
      ar: 'من «المحفظة» دوس «سحب» واختار المبلغ والحساب: بنك أو محفظة موبايل أو سترايب. بيوصل خلال {payoutDays}، والسحب ببلاش.',
    },
    links: ['wallet'],
  },
  {
    id: 'payout-failed',
    for: 'craftsman',
    question: { en: 'My withdrawal failed', ar: 'السحب فشل' },
    answer: {
      en: 'The sum is in your wallet again; nothing is lost. Mostly the account number was wrong or the name did not fit: add the account anew and withdraw again. If it says sent and nothing came for more than {payoutDays}, write to us.',
      ar: 'المبلغ رجع محفظتك، مفيش حاجة ضاعت. غالبًا رقم الحساب غلط أو الاسم مش مطابق: ضيف الحساب من جديد واسحب تاني. لو مكتوب إنه اتبعت وعدّى {payoutDays} ومجاش، ابعتلنا.',
    },
    links: ['payout-accounts', 'contact'],
  },
  {
    id: 'payout-account',
    for: 'craftsman',
    question: { en: 'How do I add or remove a payout account?', ar: 'أضيف أو أشيل حساب السحب إزاي؟' },
    answer: {
      en: 'Under "Payout accounts": a bank account by its IBAN and the holder\'s name, a mobile wallet by its number, or Stripe. Numbers are kept encrypted, and only the last four digits are shown. Remove one there too.',
      ar: 'من «حسابات السحب»: حساب بنك بالآيبان واسم صاحبه، أو محفظة موبايل برقمها، أو سترايب. الأرقام محفوظة متشفرة وبيظهر آخر ٤ بس. ومن نفس المكان تقدر تشيله.',
    },
    links: ['payout-accounts'],
  },
  {
    id: 'cancel-job-craftsman',
    for: 'craftsman',
    question: {
      en: 'I cannot do a job. What happens if I cancel?',
      ar: 'مش هقدر أعمل الشغلانة، لو لغيت يحصل إيه؟',
    },
    answer: {
      en: 'Cancel as early as you can, and write to the client. Their money goes back in full. Before you set out it lowers your reliability; on the way it is a strike as well. If you had a good reason, appeal the strike.',
      ar: 'الغي بدري على قد ما تقدر وكلّم العميل. فلوسه بترجعله كلها. قبل ما تتحرك بيقلل نسبة التزامك، ولو وإنت في السكة بتبقى مخالفة كمان. لو كان عندك عذر، اتظلم من المخالفة.',
    },
    links: ['my-jobs', 'strikes'],
  },
  {
    id: 'client-not-answering',
    for: 'craftsman',
    question: { en: 'The client does not answer or confirm', ar: 'العميل مش بيرد أو مش بيأكد' },
    answer: {
      en: 'Mark the work as completed when it is done: if the client says nothing for {confirmHours} it counts as confirmed, and you are paid. If they do not open the door, write in the chat with the time, and open a dispute if they do not react.',
      ar: 'لما تخلص سجّل إن الشغل خلص: لو العميل سكت {confirmHours} بيتحسب مأكد وبتاخد فلوسك. لو مفتحش الباب، اكتب في الشات بالوقت، ولو مردش افتح نزاع.',
    },
    links: ['my-jobs', 'disputes'],
  },
  {
    id: 'ranking-how',
    for: 'craftsman',
    question: { en: 'How are craftsmen recommended?', ar: 'الصنايعية بيترشحوا إزاي؟' },
    answer: {
      en: 'By how well you fit a job: skill, distance, rating and its number, jobs done, how often and how fast you answer, reliability, and whether you are free. Newcomers get their chance too. Name, gender, religion and picture do not count, and nobody can pay for a place. Only verified craftsmen are recommended.',
      ar: 'على حسب مناسبتك للشغلانة: التخصص والمسافة والتقييم وعدده، والشغل اللي خلصته، وبترد قد إيه وبسرعة قد إيه، ونسبة التزامك، وهل إنت فاضي. والجداد بياخدوا فرصتهم. الاسم والنوع والدين والصورة مش بيتحسبوا، ومحدش يقدر يدفع عشان يطلع فوق. والترشيح للموثقين بس.',
    },
    links: ['verification', 'profile'],
  },
  {
    id: 'strikes-reliability',
    for: 'craftsman',
    question: { en: 'How do strikes and reliability count?', ar: 'المخالفات ونسبة الالتزام بتتحسب إزاي؟' },
    answer: {
      en: 'Reliability is the share of your contracts that did not end through your own fault: you cancelled, or did not come. What the client does is not counted. Cancelling on the way is a strike. Under "Strikes" you see each with its reason, and may appeal it once; our staff lift it if you were right.',
      ar: 'نسبة الالتزام هي نسبة التعاقدات اللي متلغتش بسببك: إنك لغيت أو مرحتش. اللي العميل بيعمله مش بيتحسب عليك. والإلغاء وإنت في السكة مخالفة. من «المخالفات» بتشوف كل واحدة وسببها وتقدر تتظلم منها مرة، ولو معاك حق فريقنا بيشيلها.',
    },
    links: ['strikes'],
  },
]
