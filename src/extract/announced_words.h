// The words by which a reply announces a block, in lower case.
#pragma once

#include "extract/text.h"

namespace quantladder::extract {

// Before the others: each holds a word of theirs.
inline constexpr Words kAsides = "for completeness|not recommended";
// Words above a block. The first list in the table below of which a word is there decides.
inline constexpr Words kComparisons =
    "for comparison|to compare|for contrast|original version, for|before the fix|before my fix|before the change|"
    "what you sent|zum vergleich|para comparar|pour comparaison|titre de comparaison|作为对比|作为比较";
inline constexpr Words kCorrections =
    "fixed|the fix|a fix|correct|final|improve|complete|revised|updated|full code|full version|whole module|entire|"
    "put together|putting it|solution:|i choose|here is my answer|here's my answer|i submit|korrigiert|endgültig|"
    "verbessert|überarbeitet|corregid|mejorad|definitiv|corrig|amélior|définitiv|corretta|修正|修改后|改进|优化后|"
    "最终|正确|完整代码|最終|改善|исправлен|тогов|окончательн";
inline constexpr Words kRecommended =
    "(recommended|recommended)|(preferred|(optimal|: optimal|(optimized|: optimized|(best|empfohlen)|recomendad|"
    "recommandé|（推荐|(推荐";
inline constexpr Words kMistakes =
    "common mistake|not to do|do not write|don't write|your version had|your code had|what you had|wrong way|"
    "anti-pattern|buggy|faulty version|faulty:|# before |don't do this|do not do this|avoid this|häufiger fehler|"
    "error común|erreur courante|erreur fréquente|常见错误|错误的写法|错误写法|错误示例|❌";
inline constexpr Words kAdmissions =
    "doesn't work|does not work|mistake|oops|sorry|wait,|wait.|wait -|hmm|actually,|that fails|this fails|it fails|"
    "is wrong|was wrong|had a bug|has a bug|moment,|stimmt nicht|einen fehler|ist falsch|espera,| un error|attends|"
    "une erreur|等等|有误|有错误|个错误|不对";
inline constexpr Words kDrafts =
    "first attempt|rough draft|first draft|naive|skeleton|first try|brute force|entwurf|borrador|brouillon|naïve|"
    "rascunho|草稿|朴素|暴力|черновик";
inline constexpr Words kOriginals =
    "the original|your original|original code|original version|original function|original class|das original|"
    "ursprünglich|código original|code original|原始代码|原来的代码";
inline constexpr Words kVariants =
    "alternativ|if you want|if you prefer|if you need|if you'd|if you would|if you like|if you ever|if you are|"
    "if you're|if you only|if you don't|if you do not|if you also|in case you|should you|variant|variation|signature|"
    "summary|in short|you could|you can also|you might|you may also|another way|another version|another option|"
    "one-liner|optional|bonus|for reference|for illustration|for debugging|to debug|to see each step|"
    "to see every step|add a print|in production|in real code|in real projects|...or|\u2026or|instead of|"
    "interface at a glance|at a glance|another possible|another implementation|another approach|another solution|"
    "another method|other possible|other ways|different approach|different way|you may want|you can use|"
    "you can modify|you can simplify|you can write|we can also|we could|also be written|also write|also be done|"
    "\nor |\nor:|\nor, |would write|it would be:|would look like|could look like|python 2|older version|"
    "second option|second approach|second way|second method|note: if|note:** if|note that if|you would need|"
    "you'd need|you would have to|you'd have to|recursive version|recursive form|recursive equivalent|"
    "using recursion|with recursion|with memoization|equivalent|is the same as|same function using|either is fine|"
    "either works|\nto support |\nto also |you can change|you can extend|you can adapt";
// The same in other languages; a letter that to_lower() leaves alone is left out at a word's beginning.
inline constexpr Words kForeignVariants =
    "wenn du|wenn sie|wenn ihr|\nfalls |man kann|man könnte|kannst du|du kannst auch|können sie|sie können auch|"
    "eine andere|anderer weg|\noder |también|si prefiere|si quiere|si necesita|otra opción|otra forma|otra manera|"
    "otra versión|opcional|podrías|\no bien|si vous|si tu|peut aussi|peut également|pouvez aussi|pouvez également|"
    "une autre|\nou |un'altra|si può anche|puoi anche|se preferisci|se vuoi|também|se você|se preferir|outra forma|"
    "outra opção|outra maneira|\n另外|另一种|也可以|还可以|如果你|如果您|如果需要|如果想|如果要|\n或者|替代|备选|"
    "变体|其他方法|其他写法|方法二|方法三|方案二|方式二|別の|代替|もし|льтернатив|акже можно|сли вы|сли нужно|"
    "сли хотите|ругой вариант|ругой способ|다른 방법";
// Words below a block that speak of it and not of what comes next.
inline constexpr Words kSaidBelow =
    "this alternative|this variant|this is an alternative|this is a variant|is optional|use the first|"
    "the first version is|stick with the first|go with the first|the first one is|recommend the first|"
    "prefer the first|shown only|only shown|only to show|only an illustration|only an excerpt|not part of the answer|"
    "is not needed|isn't needed|the first block is";

}  // namespace quantladder::extract
