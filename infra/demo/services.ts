interface DemoService {
  readonly number: number
  readonly name: string
  readonly nameAr: string
  readonly icon: string
  readonly description: string
  readonly descriptionAr: string
}

/** The services of the demo data. */
export const DEMO_SERVICES: readonly DemoService[] = [
  {
    number: 1,
    name: 'Plumbing',
    nameAr: 'سباكة',
    icon: 'faucet-icon',
    description: 'Water systems and pipe work',
    descriptionAr: 'شبكات المياه والمواسير والخلاطات والسخانات',
  },
  {
    number: 2,
    name: 'Electrical',
    nameAr: 'كهرباء',
    icon: 'bolt-icon',
    description: 'Wiring, lighting and distribution boards',
    descriptionAr: 'تأسيس وصيانة الكهرباء والإضاءة ولوحات التوزيع',
  },
  {
    number: 3,
    name: 'Carpentry',
    nameAr: 'نجارة',
    icon: 'saw-icon',
    description: 'Doors, wardrobes, kitchens and furniture repair',
    descriptionAr: 'أبواب ودواليب ومطابخ وتصليح الأثاث',
  },
  {
    number: 4,
    name: 'Painting',
    nameAr: 'نقاشة',
    icon: 'roller-icon',
    description: 'Walls, ceilings and decorative finishes',
    descriptionAr: 'دهان الحوائط والأسقف والتشطيبات الديكورية',
  },
  {
    number: 5,
    name: 'Air conditioning',
    nameAr: 'تكييف وتبريد',
    icon: 'snowflake-icon',
    description: 'Installing, charging and cleaning of split units',
    descriptionAr: 'تركيب وشحن وتنظيف أجهزة التكييف',
  },
  {
    number: 6,
    name: 'Appliance repair',
    nameAr: 'صيانة أجهزة منزلية',
    icon: 'washer-icon',
    description: 'Washing machines, refrigerators and cookers',
    descriptionAr: 'غسالات وثلاجات وبوتاجازات',
  },
  {
    number: 7,
    name: 'Tiling',
    nameAr: 'تركيب سيراميك',
    icon: 'tiles-icon',
    description: 'Ceramic, porcelain and marble floors and walls',
    descriptionAr: 'تركيب السيراميك والبورسلين والرخام',
  },
  {
    number: 8,
    name: 'Plastering',
    nameAr: 'محارة',
    icon: 'trowel-icon',
    description: 'Plaster, gypsum board and levelling',
    descriptionAr: 'محارة وجبس بورد وضبط الحوائط',
  },
]
