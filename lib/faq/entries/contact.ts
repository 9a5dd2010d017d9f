import type { DeliveredEntry } from '#lib/faq/delivered-entry.ts'

/** Notifications, chat, and reaching people. */
export const CONTACT_ENTRIES: readonly DeliveredEntry[] = [
  {
    id: 'notifications-settings',
    for: 'anyone',
    question: { en: 'How do I choose my notifications?', ar: 'أختار الإشعارات اللي تجيلي إزاي؟' },
    answer: {
      en: 'Under "Notifications" in your settings you choose for each kind (quotes, messages, money ...) whether it comes as a push, as an e-mail, both or neither. In the app you always find all of them. Each e-mail has a link to stop its kind.',
      ar: 'من الإعدادات، «الإشعارات»، تختار لكل نوع (عروض، رسايل، فلوس...) ييجي إشعار على الموبايل ولا إيميل ولا الاتنين ولا ولا واحد. جوه التطبيق هتلاقيهم كلهم دايمًا. وفي كل إيميل لينك توقف بيه النوع ده.',
    },
    links: ['notification-settings'],
  },
  {
    id: 'quiet-hours',
    for: 'anyone',
    question: { en: 'How do I get no pushes at night?', ar: 'أوقف الإشعارات بالليل إزاي؟' },
    answer: {
      en: 'Set "Quiet hours" in the notification settings, for example 22:00 to 08:00. Pushes and e-mails wait until they are over; only news about a job under way and about money comes at once.',
      ar: 'من إعدادات الإشعارات حدد «ساعات الهدوء»، مثلًا من ١٠ بالليل لـ ٨ الصبح. الإشعارات والإيميلات بتستنى لحد ما تخلص، إلا أخبار الشغل اللي شغال والفلوس فبتيجي على طول.',
    },
    links: ['notification-settings'],
  },
  {
    id: 'not-receiving-notifications',
    for: 'anyone',
    question: { en: 'Why do I get no notifications?', ar: 'ليه مش بتوصلني إشعارات؟' },
    answer: {
      en: 'Check three things: that your phone lets the app send notifications, that the kind is on in the notification settings, and that quiet hours are over. For e-mails look in the spam folder and mark ours as wanted. Logging out and in again registers the phone anew.',
      ar: 'راجع ٣ حاجات: إن الموبايل سامح للتطبيق بالإشعارات، وإن النوع ده شغال في إعدادات الإشعارات، وإن ساعات الهدوء خلصت. للإيميلات بص في الرسايل غير المرغوبة وعلّم علينا إننا مش سبام. ولو خرجت ودخلت تاني الموبايل بيتسجل من جديد.',
    },
    links: ['notification-settings'],
  },
  {
    id: 'contact-support',
    for: 'anyone',
    question: { en: 'How do I reach a person?', ar: 'أكلم حد من خدمة العملاء إزاي؟' },
    answer: {
      en: 'Write to us through "Contact us": say what happened and, if it is about a job, which one. A person answers by e-mail. About a job under way, a dispute is the quickest way: we decide it within {disputeHours}.',
      ar: 'ابعتلنا من «اتصل بنا»: اكتب حصل إيه، ولو عن شغلانة قول أنهي واحدة، وموظف هيرد عليك على الإيميل. ولو المشكلة في شغل شغال، افتح نزاع: أسرع طريقة، وبنفصل فيه خلال {disputeHours}.',
    },
    links: ['contact'],
  },
  {
    id: 'report-user',
    for: 'anyone',
    question: { en: 'How do I report somebody?', ar: 'أبلّغ عن حد إزاي؟' },
    answer: {
      en: 'Choose "Report" at the profile, the message, the job or the review, and say what is wrong. Our staff look at each report and tell you the outcome; the other side does not learn who it was. If you are in danger call 122 first.',
      ar: 'دوس «إبلاغ» عند الملف أو الرسالة أو الطلب أو التقييم، واكتب إيه المشكلة. فريقنا بيراجع كل بلاغ ويقولك النتيجة، والطرف التاني مش بيعرف مين اللي بلّغ. ولو إنت في خطر اتصل بـ ١٢٢ الأول.',
    },
    links: ['contact'],
  },
  {
    id: 'block-user',
    for: 'anyone',
    question: { en: 'How do I block somebody in the chat?', ar: 'أحظر حد في الشات إزاي؟' },
    answer: {
      en: 'Open the chat, then the menu, then "Block". They can write to you no more, and are not told. You unblock them in the same place. A contract that you have with each other stays.',
      ar: 'افتح الشات، وبعدين القايمة، ودوس «حظر». مش هيقدر يبعتلك تاني ومش هيوصله إنك حظرته. وتفك الحظر من نفس المكان. والتعاقد اللي بينكم بيفضل زي ما هو.',
    },
    links: ['messages'],
  },
  {
    id: 'chat-how',
    for: 'anyone',
    question: { en: 'How do I write to the other side?', ar: 'أكلم الطرف التاني إزاي؟' },
    answer: {
      en: 'Each job has a chat with each craftsman who was invited or sent a quote. You write there, send pictures, see what was read, and can delete your own message. Keep what you agree in the chat: in a dispute it counts.',
      ar: 'كل شغلانة ليها شات مع كل صنايعي اتدعى أو بعت عرض. بتكتب فيه وتبعت صور وتشوف اتقرا ولا لأ، وتقدر تمسح رسالتك. خلّي اتفاقكم مكتوب في الشات: بيتحسب لو حصل نزاع.',
    },
    links: ['messages'],
  },
  {
    id: 'why-contacts-hidden',
    for: 'anyone',
    question: { en: 'Why are phone numbers covered?', ar: 'ليه الأرقام متغطية؟' },
    answer: {
      en: 'Before the hire, phone numbers, e-mails and links in the chat and in jobs are covered, so that nobody is pulled into deals without protection. Once the craftsman is hired, both read them as they were written.',
      ar: 'قبل الاتفاق بنغطي أرقام الموبايل والإيميلات واللينكات في الشات والطلبات، عشان محدش يتسحب لتعامل من غير حماية. أول ما تتفق مع الصنايعي، إنتو الاتنين بتشوفوها زي ما اتكتبت.',
    },
    links: ['messages'],
  },
  {
    id: 'safety-emergency',
    for: 'anyone',
    question: { en: 'Gas, fire, electric shock: whom do I call?', ar: 'غاز أو حريق أو كهربا: أتصل بمين؟' },
    answer: {
      en: 'Leave the place first. Smell of gas: touch no switch, close the valve if you can reach it, open windows, go out and call 129. Fire: 180. Somebody was hurt or shocked: switch the current off, do not touch them before, call 123. Police: 122. Write to us once you are safe.',
      ar: 'اخرج من المكان الأول. ريحة غاز: متلمسش أي مفتاح كهربا، اقفل المحبس لو تقدر، افتح الشبابيك واخرج واتصل بـ ١٢٩. حريق: ١٨٠. حد اتكهرب أو اتصاب: افصل الكهربا ومتلمسوش قبلها، واتصل بالإسعاف ١٢٣. النجدة: ١٢٢. وابعتلنا لما تبقى في أمان.',
    },
    links: ['contact'],
  },
  {
    id: 'scam-off-platform',
    for: 'anyone',
    question: {
      en: 'Somebody asks me to pay outside. Is it a scam?',
      ar: 'حد طالب فلوس بره التطبيق، ده نصب؟',
    },
    answer: {
      en: 'Do not pay and give no code, card number or password: we never ask for them, by phone or in the chat. Money that is paid outside of the platform has no protection and no refund. Report the person from the chat, and write to us at once if you have paid; tell your bank too.',
      ar: 'متدفعش ومتديش أي كود أو رقم كارت أو كلمة سر: إحنا عمرنا ما بنطلبهم، لا في التليفون ولا في الشات. الفلوس اللي بتتدفع بره المنصة ملهاش حماية ولا استرداد. بلّغ عن الشخص من الشات، ولو دفعت ابعتلنا فورًا وكلّم بنكك كمان.',
    },
    links: ['contact'],
  },
]
