# Questions to the results of `guanxi run`, the same as in notebook.ipynb: who is central and by what measure, which ties are
# more than chance, how a tie grew, how outlets differ, which events stand behind it, and the sentences.
#
#   Rscript examples/network.R [OUTPUT [DRAWING.pdf]]
#
# OUTPUT is the folder of the results, output/ where none is given. Needs the packages igraph and readr
# (Debian: apt-get install r-cran-igraph r-cran-readr). Prints tables; with a second argument draws into that PDF file.

suppressPackageStartupMessages({
  library(igraph)
  library(readr)
})

arguments <- commandArgs(trailingOnly = TRUE)
output <- if (length(arguments) > 0) arguments[1] else "output"

# A table, compressed or not. Only an empty cell is unknown: Namibia's country is NA.
read <- function(name) {
  path <- file.path(output, paste0(name, ".csv"))
  if (!file.exists(path)) path <- paste0(path, ".gz")
  read_csv(path, na = "", guess_max = Inf, show_col_types = FALSE, progress = FALSE)
}
show <- function(title, table) {
  cat("\n", title, "\n", sep = "")
  print(as.data.frame(table), row.names = FALSE)
}

nodes <- read("nodes")
edges <- read("edges")
label <- setNames(nodes$label, nodes$id)
kind <- setNames(nodes$type, nodes$id)
cat(nrow(nodes), "names,", nrow(edges), "pairs,", sum(edges$backbone), "of them in the backbone\n")

# The file and the tables are one network.
graph <- graph_from_data_frame(edges[c("source", "target", "weight")], directed = FALSE, vertices = nodes[c("id", "label", "type")])
stopifnot(all(strength(graph)[nodes$id] == nodes$strength), all(degree(graph)[nodes$id] == nodes$degree))
if (nrow(edges) <= 1e5 && file.exists(file.path(output, "graph.graphml"))) {
  same <- read_graph(file.path(output, "graph.graphml"), format = "graphml")
  stopifnot(ecount(same) == ecount(graph), vcount(same) == vcount(graph), sum(E(same)$weight) == sum(edges$weight))
}

people <- nodes[nodes$type == "person", ]
people <- people[order(-people$strength, people$id), ]
show("Who is central, and by what measure?", head(people[c("label", "stories", "strength", "betweenness", "core")], 10))
show("How far the measures agree", round(cor(people[c("stories", "strength", "betweenness", "core")], method = "spearman"), 2))

ties <- edges[order(-edges$llr, edges$source, edges$target), ]
ties$source <- label[ties$source]
ties$target <- label[ties$target]
ties$times <- round(ties$weight / ties$expected, 1)
cat("\n", sum(edges$p_value < 0.05), " of ", nrow(edges), " pairs are significant\n", sep = "")
show("Which ties are more than chance?", head(ties[c("source", "target", "weight", "expected", "times", "llr", "p_value")], 10))

# The person with the strongest ties, and the person closest to that one in the backbone, or the closest name.
backbone <- edges[edges$backbone, ]
own <- tapply(c(backbone$weight, backbone$weight), c(backbone$source, backbone$target), sum)
candidates <- names(own)[order(kind[names(own)] != "person", -own, names(own))]
centre <- candidates[1]
near <- backbone[backbone$source == centre | backbone$target == centre, ]
other <- ifelse(near$source == centre, near$target, near$source)
near <- near[order(kind[other] != "person", -near$weight, other), ]
pair <- near[1, ]
of_pair <- function(table, a = "source", b = "target") {
  table[(table[[a]] == pair$source & table[[b]] == pair$target) | (table[[a]] == pair$target & table[[b]] == pair$source), ]
}
title <- paste(label[pair$source], "-", label[pair$target])

by_month <- of_pair(read("edges_by_period"))
show(paste("How did a tie grow?", title), by_month[c("period", "weight", "documents")])
documents <- read("documents")
evidence <- merge(of_pair(read("evidence")), documents[c("doc", "date", "outlet", "url", "story")], by = "doc")
stopifnot(length(unique(evidence$story)) == pair$weight)

counted <- documents[documents$status == "ok", ]
per_outlet <- sort(tapply(counted$story, counted$outlet, function(story) length(unique(story))), decreasing = TRUE)
top <- head(people[order(-people$stories, people$id), ], 5)
by_outlet <- read("nodes_by_outlet")
shares <- sapply(top$id, function(id) {
  own <- by_outlet[by_outlet$id == id, ]
  stories <- setNames(own$stories, own$outlet)[names(per_outlet)]
  round(ifelse(is.na(stories), 0, stories) / per_outlet, 2)
})
if (is.matrix(shares)) {
  colnames(shares) <- top$label
  cat("\nHow do outlets differ? Shares of their stories\n")
  print(head(shares, 8))
}

events <- of_pair(read("events"), "subject", "object")
# An empty table has no types.
events <- events[order(events$stories, decreasing = TRUE), ]
events$subject <- label[events$subject]
events$object <- label[events$object]
show("Which events stand behind it?", head(events, 10))

sentences <- read("sentences")
read_them <- merge(evidence, sentences[c("doc", "sentence", "text")], by = c("doc", "sentence"))
read_them <- read_them[order(read_them$date, decreasing = TRUE), ]
read_them <- read_them[!duplicated(read_them$story), ]
cat("\nAnd the sentences\n")
for (i in seq_len(min(5, nrow(read_them)))) {
  row <- read_them[i, ]
  cat(format(row$date), " ", row$outlet, "\n", row$text, "\n", sep = "")
}

if (length(arguments) > 1) {
  pdf(arguments[2], width = 9, height = 7, family = "GB1")
  drawn <- graph_from_data_frame(head(backbone[order(-backbone$weight), c("source", "target", "weight")], 60), directed = FALSE)
  plot(drawn, vertex.size = 4, vertex.label = label[V(drawn)$name], vertex.label.cex = 0.7, edge.width = sqrt(E(drawn)$weight))
  invisible(dev.off())
}
