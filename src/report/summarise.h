// The parts of make_summary. Each reads the records and returns one finished part.
#pragma once

#include "quantladder/report/cell_table.h"
#include "quantladder/report/summary.h"

namespace quantladder::report {

// Returns the score of `items` in one iteration; it has none where a cell has none.
IterationScore score_iteration(const CellTable& table, const std::vector<core::RunItem>& items,
                               const std::string& model, int iteration);
// Returns the items that a name of a task or a suite stands for; all that have points for an empty one.
std::vector<core::RunItem> items_called(const CellTable& table, const std::string& name);

// A model with its iterations, score, pass rates and outcomes. A contradiction is added to `errors`.
ModelSummary summarise_score(const CellTable& table, const core::ModelFacts& facts, std::vector<std::string>& errors);

// Returns the scores of `items` alone; nullopt where no iteration has them all scored.
std::optional<ScoreStatistics> score_of(const CellTable& table, const std::vector<core::RunItem>& items,
                                        const ModelSummary& model);

std::vector<TestSpeed> summarise_tests(const CellTable& table, const std::string& model);
std::vector<ServedSpeed> summarise_served(const CellTable& table, const std::string& model);
std::vector<DomainFidelity> summarise_fidelity(const CellTable& table, const std::string& model);
ProbeSpeed summarise_probes(const RunData& data, const std::string& model);
CellSpeed summarise_cells(const CellTable& table, const std::string& model);
std::vector<DraftTally> summarise_drafts(const CellTable& table, const ModelSummary& model);
MemorySummary summarise_memory(const CellTable& table, const std::string& model);
// Returns nullopt where its file was not read, or neither that nor its server's log told what this needs.
std::optional<MemoryAccount> make_account(const RunData& data, const core::ModelFacts& facts,
                                          const MemorySummary& memory);
// Fills in the energy of all models at once: their totals are of one kind wherever that is possible.
void summarise_energy(const CellTable& table, std::vector<ModelSummary>& models);
// Returns the starts by number.
std::vector<const core::ServerStart*> starts_of(const RunData& data, const std::string& model);

AtPlay find_at_play(const CellTable& table);
std::vector<UnscoredCell> find_unscored(const CellTable& table);
std::vector<RepeatedCell> find_repeated(const CellTable& table);
std::vector<RejudgedCell> find_rejudged(const CellTable& table);  // those whose outcome changed
int count_judged_again(const CellTable& table);

// Returns one line of what decides a request.
std::string describe_request(const core::RequestSettings& request);
// Likewise, for people: long strings, such as grammars, are cut, with their length and a hash.
std::string describe_request_shortly(core::RequestSettings request);
std::vector<core::RequestSettings> distinct_requests(const CellTable& table);
std::vector<std::string> distinct_servers(const RunData& data);

// Returns what makes the models of a run hard to compare, or their iterations no independent draws; of `summary` it
// reads the models.
std::vector<std::string> find_warnings(const CellTable& table, const Summary& summary);
// Returns how an imported table was read, where that needs saying.
std::vector<std::string> reading_notes(const core::Manifest& run);
// Returns what makes single measurements doubtful.
std::vector<std::string> find_doubts(const CellTable& table, const std::vector<ModelSummary>& models);

}  // namespace quantladder::report
