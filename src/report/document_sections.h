// The sections of a report. Each returns nothing to print as a section without blocks, which is left out.
#pragma once

#include "quantladder/report/document.h"

namespace quantladder::report {

// Adds a table with the words that explain it; a table without rows adds nothing.
void add_with_words(Section& section, std::string words, Table table);

Section answer_section(const Report& report);
// Returns the one sentence that it rests on: "Recommended: a. ...", "Undecided: ...".
std::string answer_sentence(const Report& report);
Section errors_section(const Summary& summary);
Section method_section(const Summary& summary);
Section setup_section(const Summary& summary);
Section models_section(const Summary& summary);
Section odd_files_section(const Summary& summary);  // what their anatomy shows
Section results_section(const Report& report, Extent extent);
Section distribution_section(const Summary& summary);
Section comparison_section(const Comparison& comparison);
Section diagnostics_section(const Comparison& comparison);
Section levels_section(const Summary& summary);
Section suites_section(const Report& report);     // the scores of each suite, where there are several
Section at_play_section(const Summary& summary);  // what the run cannot tell
Section fidelity_section(const Summary& summary);
Section bench_section(const Summary& summary);
Section served_section(const Summary& summary);
Section drafting_section(const Summary& summary, const std::vector<DraftedModel>& drafting);
Section load_search_section(const std::vector<FoundLoad>& searches);
// Returns what was found of a model, in one sentence or two.
std::string found_in_words(const FoundLoad& found);
Section load_section(const LoadReport& report, Extent extent);
inline constexpr const char* kPublishedLoadTitle = "Several agents as published";  // charts find it by this
Section published_load_section(const PublishedLoad& load);
Section under_load_section(const Summary& summary, const std::vector<LoadedArm>& arms);
Section screening_section(const Summary& summary);  // what was dropped on the way
Section front_section(const Front& front);
Section speed_section(const Summary& summary, Extent extent);
Section memory_section(const Summary& summary);
Section outcomes_section(const Summary& summary);
Section unscored_section(const Summary& summary);
Section repeated_section(const Summary& summary);
Section warnings_section(const Summary& summary);
Section doubts_section(const Summary& summary);
Section command_section(const Report& report);

}  // namespace quantladder::report
