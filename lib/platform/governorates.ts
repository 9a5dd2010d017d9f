/** The 27 governorates of Egypt by ISO 3166-2:EG, with their names in Arabic and English. */
export const GOVERNORATES = {
  'EG-ALX': { ar: 'الإسكندرية', en: 'Alexandria' },
  'EG-ASN': { ar: 'أسوان', en: 'Aswan' },
  'EG-AST': { ar: 'أسيوط', en: 'Asyut' },
  'EG-BA': { ar: 'البحر الأحمر', en: 'Red Sea' },
  'EG-BH': { ar: 'البحيرة', en: 'Beheira' },
  'EG-BNS': { ar: 'بني سويف', en: 'Beni Suef' },
  'EG-C': { ar: 'القاهرة', en: 'Cairo' },
  'EG-DK': { ar: 'الدقهلية', en: 'Dakahlia' },
  'EG-DT': { ar: 'دمياط', en: 'Damietta' },
  'EG-FYM': { ar: 'الفيوم', en: 'Faiyum' },
  'EG-GH': { ar: 'الغربية', en: 'Gharbia' },
  'EG-GZ': { ar: 'الجيزة', en: 'Giza' },
  'EG-IS': { ar: 'الإسماعيلية', en: 'Ismailia' },
  'EG-JS': { ar: 'جنوب سيناء', en: 'South Sinai' },
  'EG-KB': { ar: 'القليوبية', en: 'Qalyubia' },
  'EG-KFS': { ar: 'كفر الشيخ', en: 'Kafr El Sheikh' },
  'EG-KN': { ar: 'قنا', en: 'Qena' },
  'EG-LX': { ar: 'الأقصر', en: 'Luxor' },
  'EG-MN': { ar: 'المنيا', en: 'Minya' },
  'EG-MNF': { ar: 'المنوفية', en: 'Monufia' },
  'EG-MT': { ar: 'مطروح', en: 'Matrouh' },
  'EG-PTS': { ar: 'بورسعيد', en: 'Port Said' },
  'EG-SHG': { ar: 'سوهاج', en: 'Sohag' },
  'EG-SHR': { ar: 'الشرقية', en: 'Sharqia' },
  'EG-SIN': { ar: 'شمال سيناء', en: 'North Sinai' },
  'EG-SUZ': { ar: 'السويس', en: 'Suez' },
  'EG-WAD': { ar: 'الوادي الجديد', en: 'New Valley' },
} as const satisfies Readonly<Record<string, { readonly ar: string; readonly en: string }>>

export type GovernorateCode = keyof typeof GOVERNORATES

export const GOVERNORATE_CODES = /* @__PURE__ */ Object.keys(GOVERNORATES) as [
  GovernorateCode,
  ...GovernorateCode[],
]
