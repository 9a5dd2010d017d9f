import { featuresOf } from '#lib/faq/question-features.ts'
import { foldQuestion, scriptOf, skeletonOf } from '#lib/faq/fold-question.ts'
for (const q of ['How do I change my password?', 'ازاي اغير الباسورد', 'ezay aghayar el password', 'Is my money safe?']) {
  const f = foldQuestion(q)
  console.log(f, scriptOf(f), f.split(' ').map(skeletonOf).join('|'), featuresOf(q).size)
}
